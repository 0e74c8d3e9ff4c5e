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

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;

import dev.detour.proxy.peer.Peer;

/**
 * Looks up the addresses of a name. If only one family is answered for, the other one
 * stays as it was: name servers that know nothing of IPv6 must not keep a group empty,
 * and one that fails for a moment must not halve it.
 *
 * @since 0.1.0
 */
public final class AddressLookup implements PeerLookup {

	private final SourceSettings.Addresses settings;

	private final DnsQuestions questions;

	private final Map<Family, TreeSet<String>> known = new EnumMap<>(Family.class);

	private final List<Family> families;

	/**
	 * Creates the look-up.
	 * @param settings the name
	 * @param client knows the name servers
	 * @param eventLoop where the look-up lives
	 */
	public AddressLookup(SourceSettings.Addresses settings, DnsClient client, EventLoop eventLoop) {
		this.settings = settings;
		this.questions = new DnsQuestions(settings.name(), client, eventLoop);
		this.families = switch (settings.family()) {
			case IPV4 -> List.of(Family.V4);
			case IPV6 -> List.of(Family.V6);
			case ANY -> this.questions.isIpv6There() ? List.of(Family.V4, Family.V6) : List.of(Family.V4);
		};
	}

	@Override
	public void find(Consumer<LookupResult> result) {
		this.questions.begin();
		Map<Family, DnsAnswer<InetAddress>> answers = new EnumMap<>(Family.class);
		for (Family family : this.families) {
			this.questions.ask(family.type, AddressLookup::address, (answer) -> {
				answers.put(family, answer);
				if (answers.size() == this.families.size()) {
					result.accept(result(answers));
				}
			});
		}
	}

	private static InetAddress address(DnsRawRecord record) {
		try {
			return InetAddress.getByAddress(ByteBufUtil.getBytes(record.content()));
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex);
		}
	}

	private LookupResult result(Map<Family, DnsAnswer<InetAddress>> answers) {
		long seconds = Long.MAX_VALUE;
		List<String> failures = new ArrayList<>();
		List<String> absences = new ArrayList<>();
		for (Map.Entry<Family, DnsAnswer<InetAddress>> answer : answers.entrySet()) {
			if (answer.getValue() instanceof DnsAnswer.Records<InetAddress> records) {
				seconds = Math.min(seconds, records.seconds());
			}
			else if (answer.getValue() instanceof DnsAnswer.None<InetAddress> none) {
				absences.add(none.reason());
			}
			else if (answer.getValue() instanceof DnsAnswer.Unknown<InetAddress> unknown) {
				failures.add(unknown.reason());
			}
		}
		if (absences.size() + failures.size() == answers.size()) {
			return failures.isEmpty() ? new LookupResult.Absent(absences.get(0))
					: new LookupResult.Failed(String.join("; ", failures));
		}
		answers.forEach(this::keep);
		return new LookupResult.Found(peers(), Duration.ofSeconds(seconds));
	}

	private void keep(Family family, DnsAnswer<InetAddress> answer) {
		if (answer instanceof DnsAnswer.Records<InetAddress> records) {
			TreeSet<String> addresses = new TreeSet<>();
			records.values().forEach((address) -> addresses.add(address.getHostAddress()));
			this.known.put(family, addresses);
		}
		else if (answer instanceof DnsAnswer.None<InetAddress>) {
			this.known.remove(family);
		}
	}

	private List<Peer> peers() {
		// The order is not that of the answer, which name servers change each time.
		return this.known.values().stream().flatMap(TreeSet::stream).distinct().map(this.settings::at).toList();
	}

	@Override
	public void close() {
		this.questions.close();
	}

	/**
	 * Families of addresses.
	 */
	private enum Family {

		V4(DnsRecordType.A), V6(DnsRecordType.AAAA);

		private final DnsRecordType type;

		Family(DnsRecordType type) {
			this.type = type;
		}

	}

}
