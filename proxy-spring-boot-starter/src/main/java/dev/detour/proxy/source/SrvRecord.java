/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.detour.proxy.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;

import dev.detour.proxy.peer.Peer;

/**
 * One target of a service (RFC 2782).
 *
 * @param priority the lowest number is used first
 * @param weight the share among those of the same priority
 * @param port the port
 * @param target the host, without a dot at its end; empty if the service is decidedly not
 * available
 */
record SrvRecord(int priority, int weight, int port, String target) {

	/**
	 * How many times more than a target of weight 0 one of weight 1 gets: RFC 2782 wants
	 * it to have a very small chance, where others have a weight.
	 */
	private static final int OVER_ZERO = 100;

	private static final int MAX_WEIGHT = 65535;

	static SrvRecord of(DnsRawRecord record) {
		ByteBuf content = record.content().duplicate();
		int priority = content.readUnsignedShort();
		int weight = content.readUnsignedShort();
		int port = content.readUnsignedShort();
		// A name may be spelt in another way each time.
		String target = DnsName.withoutEnd(DefaultDnsRecordDecoder.decodeName(content)).toLowerCase(Locale.ROOT);
		return new SrvRecord(priority, weight, port, target);
	}

	/**
	 * Makes the peers of targets.
	 * @param records the targets
	 * @param at makes a bare peer of a target
	 * @return the peers with their priorities and weights, in an order of their own; none
	 * if the service is not available
	 */
	static List<Peer> peers(List<SrvRecord> records, Function<SrvRecord, Peer> at) {
		Map<Integer, List<SrvRecord>> tiers = new TreeMap<>();
		records.stream()
			.filter((record) -> !record.target.isEmpty())
			.distinct()
			.sorted(Comparator.comparing(SrvRecord::target).thenComparing(SrvRecord::port))
			.forEach((record) -> tiers.computeIfAbsent(record.priority, (key) -> new ArrayList<>()).add(record));
		List<Peer> peers = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		for (List<SrvRecord> tier : tiers.values()) {
			int factor = factor(tier);
			for (SrvRecord record : tier) {
				// The same target once more, for a worse case than this
				if (seen.add(record.target + ":" + record.port)) {
					int weight = Math.max(1, record.weight * factor);
					peers.add(at.apply(record).withPriority(record.priority).withWeight(weight));
				}
			}
		}
		return peers;
	}

	private static int factor(List<SrvRecord> tier) {
		int heaviest = tier.stream().mapToInt(SrvRecord::weight).max().orElse(0);
		boolean mixed = heaviest > 0 && tier.stream().anyMatch((record) -> record.weight == 0);
		return mixed ? Math.max(1, Math.min(OVER_ZERO, MAX_WEIGHT / heaviest)) : 1;
	}

}
