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

package dev.detour.proxy.peer;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A proxy on the way to a peer, asked for a tunnel to it.
 *
 * @param type how the tunnel is asked for
 * @param address where the proxy is
 * @param user the user name, or {@code null} if the proxy wants none
 * @param password the password, or {@code null} if the proxy wants none
 * @since 0.1.0
 */
public record ForwardProxy(Type type, PeerAddress.Inet address, @Nullable String user, @Nullable String password) {

	/**
	 * How a tunnel is asked for.
	 */
	public enum Type {

		/**
		 * By HTTP {@code CONNECT} (RFC 9110 section 9.3.6).
		 */
		HTTP,

		/**
		 * By SOCKS 5 (RFC 1928), names resolved by the proxy.
		 */
		SOCKS5

	}

	/**
	 * Returns a proxy that is asked by HTTP {@code CONNECT}.
	 * @param host the host name, or an IP literal without brackets
	 * @param port the port
	 * @return the proxy
	 * @throws IllegalArgumentException if the host is no host or the port out of range
	 */
	public static ForwardProxy http(String host, int port) {
		return new ForwardProxy(Type.HTTP, PeerAddress.of(host, port), null, null);
	}

	/**
	 * Returns a proxy that is asked by SOCKS 5.
	 * @param host the host name, or an IP literal without brackets
	 * @param port the port
	 * @return the proxy
	 * @throws IllegalArgumentException if the host is no host or the port out of range
	 */
	public static ForwardProxy socks5(String host, int port) {
		return new ForwardProxy(Type.SOCKS5, PeerAddress.of(host, port), null, null);
	}

	/**
	 * Sets who asks.
	 * @param user the user name
	 * @param password the password
	 * @return a new proxy
	 */
	public ForwardProxy withCredentials(String user, String password) {
		Objects.requireNonNull(user, "'user' must not be null");
		Objects.requireNonNull(password, "'password' must not be null");
		return new ForwardProxy(this.type, this.address, user, password);
	}

	/**
	 * Returns type and address: credentials are not for logs.
	 * @return such as {@code socks5://10.0.0.1:1080}
	 */
	@Override
	public String toString() {
		return ((this.type == Type.HTTP) ? "http://" : "socks5://") + this.address;
	}

}
