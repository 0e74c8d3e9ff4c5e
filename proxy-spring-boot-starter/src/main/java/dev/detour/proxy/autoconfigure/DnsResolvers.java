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

package dev.detour.proxy.autoconfigure;

import java.net.InetSocketAddress;

import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DefaultDnsCnameCache;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCnameCache;
import io.netty.util.concurrent.EventExecutor;

import dev.detour.proxy.source.DnsClient;

/**
 * Resolves names by Netty's own resolver, which does not block: first the hosts file,
 * then the name servers. All event loops share what was found, for as long as the name
 * server said (its time to live).
 */
final class DnsResolvers extends AddressResolverGroup<InetSocketAddress> {

	/**
	 * How long it is remembered that there is no such name: long enough to spare the name
	 * servers a storm, short enough for a name that was just made.
	 */
	private static final int NEGATIVE_SECONDS = 2;

	private final DnsCache addresses = new DefaultDnsCache(0, Integer.MAX_VALUE, NEGATIVE_SECONDS);

	private final DnsCnameCache aliases = new DefaultDnsCnameCache();

	private final DnsClient client;

	DnsResolvers(DnsClient client) {
		this.client = client;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return this.client.resolver((EventLoop) executor)
			.resolveCache(this.addresses)
			.cnameCache(this.aliases)
			.build()
			.asAddressResolver();
	}

}
