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

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;

/**
 * Asks name servers about one name, which is taken as it is: no search domain is added.
 * Used on the event loop of its resolver only.
 */
final class DnsQuestions implements AutoCloseable {

	private final String name;

	private final DnsFacts facts = new DnsFacts();

	private final DnsNameResolver resolver;

	DnsQuestions(String name, DnsClient client, EventLoop eventLoop) {
		this.name = name;
		this.resolver = client.resolver(eventLoop).dnsQueryLifecycleObserverFactory(this.facts).build();
	}

	/**
	 * Returns whether this machine has addresses of IPv6.
	 * @return {@code true} if it does
	 */
	boolean isIpv6There() {
		return this.resolver.resolvedAddressTypes() != ResolvedAddressTypes.IPV4_ONLY;
	}

	/**
	 * Forgets what was found out by earlier questions.
	 */
	void begin() {
		this.facts.forget();
	}

	/**
	 * Asks.
	 * @param <T> what records have
	 * @param type the type of the records
	 * @param reader reads what a record has
	 * @param answer told once, on the event loop
	 */
	<T> void ask(DnsRecordType type, Function<DnsRawRecord, T> reader, Consumer<DnsAnswer<T>> answer) {
		this.resolver.resolveAll(new DefaultDnsQuestion(this.name, type))
			.addListener((Future<List<DnsRecord>> future) -> {
				DnsAnswer<T> first = future.isSuccess() ? read(future.getNow(), reader)
						: unanswered(type, future.cause());
				if (first instanceof DnsAnswer.Records<T> records && this.facts.isAlias(type)) {
					// How long those hold, the resolver does not say. Failover by DNS is
					// often the
					// change of an alias that holds for a short time.
					askForAliases(type, records, answer);
				}
				else {
					answer.accept(first);
				}
			});
	}

	private <T> void askForAliases(DnsRecordType type, DnsAnswer.Records<T> records, Consumer<DnsAnswer<T>> answer) {
		this.resolver.query(new DefaultDnsQuestion(this.name, type))
			.addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> future) -> {
				long seconds = records.seconds();
				if (future.isSuccess()) {
					DnsResponse response = future.getNow().content();
					for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
						seconds = Math.min(seconds, response.<DnsRecord>recordAt(DnsSection.ANSWER, i).timeToLive());
					}
					future.getNow().release();
				}
				answer.accept(new DnsAnswer.Records<>(records.values(), seconds));
			});
	}

	private static <T> DnsAnswer<T> read(List<DnsRecord> records, Function<DnsRawRecord, T> reader) {
		long seconds = Long.MAX_VALUE;
		List<T> values = new ArrayList<>();
		try {
			for (DnsRecord record : records) {
				if (record instanceof DnsRawRecord raw) {
					values.add(reader.apply(raw));
					seconds = Math.min(seconds, record.timeToLive());
				}
			}
		}
		catch (RuntimeException ex) {
			return new DnsAnswer.Unknown<>("A record that cannot be read: " + ex);
		}
		finally {
			records.forEach(ReferenceCountUtil::release);
		}
		return values.isEmpty() ? new DnsAnswer.None<>("No records") : new DnsAnswer.Records<>(values, seconds);
	}

	private <T> DnsAnswer<T> unanswered(DnsRecordType type, Throwable failure) {
		Throwable cause = failure.getCause();
		DnsResponseCode refusal = this.facts.refusal(type);
		if (cause instanceof DnsErrorCauseException error && error.getCode().equals(DnsResponseCode.NXDOMAIN)) {
			return new DnsAnswer.None<>("NXDOMAIN: there is no such name");
		}
		if (refusal != null) {
			return new DnsAnswer.Unknown<>(refusal + " for " + type.name());
		}
		if (cause == null) {
			return new DnsAnswer.None<>("The name has no records of type " + type.name());
		}
		return new DnsAnswer.Unknown<>(String.valueOf(cause.getMessage()));
	}

	@Override
	public void close() {
		this.resolver.close();
	}

}
