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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsQueryLifecycleObserver;
import io.netty.resolver.dns.DnsQueryLifecycleObserverFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a resolver finds out during a look-up, and does not tell: whether it followed an
 * alias, and what name servers said instead of an answer.
 */
final class DnsFacts implements DnsQueryLifecycleObserverFactory {

	private final Map<DnsRecordType, DnsResponseCode> refusals = new HashMap<>();

	private final Set<DnsRecordType> aliases = new HashSet<>();

	void forget() {
		this.refusals.clear();
		this.aliases.clear();
	}

	/**
	 * Returns whether an alias was followed.
	 * @param type the type of the question
	 * @return {@code true} if it was
	 */
	boolean isAlias(DnsRecordType type) {
		return this.aliases.contains(type);
	}

	/**
	 * Returns what a name server said instead of an answer.
	 * @param type the type of the question
	 * @return the code, or {@code null} if each that answered knew
	 */
	@Nullable DnsResponseCode refusal(DnsRecordType type) {
		return this.refusals.get(type);
	}

	@Override
	public DnsQueryLifecycleObserver newDnsQueryLifecycleObserver(DnsQuestion question) {
		return new Observer(question.type());
	}

	/**
	 * Watches the queries of one question.
	 */
	private final class Observer implements DnsQueryLifecycleObserver {

		private final DnsRecordType type;

		Observer(DnsRecordType type) {
			this.type = type;
		}

		@Override
		public void queryWritten(InetSocketAddress dnsServerAddress, ChannelFuture future) {
		}

		@Override
		public void queryCancelled(int queriesRemaining) {
		}

		@Override
		public DnsQueryLifecycleObserver queryRedirected(List<InetSocketAddress> nameServers) {
			return this;
		}

		@Override
		public DnsQueryLifecycleObserver queryCNAMEd(DnsQuestion cnameQuestion) {
			DnsFacts.this.aliases.add(this.type);
			return this;
		}

		@Override
		public DnsQueryLifecycleObserver queryNoAnswer(DnsResponseCode code) {
			DnsFacts.this.refusals.put(this.type, code);
			return this;
		}

		@Override
		public void queryFailed(Throwable cause) {
		}

		@Override
		public void querySucceed() {
		}

	}

}
