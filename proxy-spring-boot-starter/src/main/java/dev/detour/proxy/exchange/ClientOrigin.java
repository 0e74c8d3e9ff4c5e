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

package dev.detour.proxy.exchange;

import java.net.InetSocketAddress;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of a connection come from, in the words in which peers are told.
 * Those are found once for a connection. Belongs to its event loop.
 *
 * @since 0.1.0
 */
public final class ClientOrigin {

	private final String scheme;

	private final @Nullable InetSocketAddress address;

	private @Nullable String node;

	private String host = "";

	private String port;

	/**
	 * Creates the origin.
	 * @param scheme how the client reached the gateway, {@code http} or {@code https}
	 * @param address the client's address, or {@code null} if it has none
	 */
	public ClientOrigin(String scheme, @Nullable InetSocketAddress address) {
		this.scheme = scheme;
		this.address = address;
		this.port = defaultPort();
	}

	String scheme() {
		return this.scheme;
	}

	@Nullable InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Returns the IP address of the client.
	 * @return the address, or {@code null} if it has none
	 */
	@Nullable String node() {
		String node = this.node;
		if (node == null && this.address != null && this.address.getAddress() != null) {
			node = NetUtil.toAddressString(this.address.getAddress());
			this.node = node;
		}
		return node;
	}

	/**
	 * Returns the port that the client believes it speaks to.
	 * @param host the host that it names, nearly always the same
	 * @return the port
	 */
	String port(String host) {
		if (!host.equals(this.host)) {
			int colon = host.lastIndexOf(':');
			boolean named = colon >= 0 && colon > host.lastIndexOf(']') && colon < host.length() - 1;
			this.port = named ? host.substring(colon + 1) : defaultPort();
			this.host = host;
		}
		return this.port;
	}

	private String defaultPort() {
		return this.scheme.equals("https") ? "443" : "80";
	}

}
