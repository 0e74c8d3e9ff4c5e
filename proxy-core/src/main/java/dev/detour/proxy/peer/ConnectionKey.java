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

import org.jspecify.annotations.Nullable;

/**
 * Everything that makes a connection what it is. Connections are shared between peers
 * whose keys are equal, and only between those.
 *
 * @param address the peer's address
 * @param tls how the connection is secured, or {@code null} if it is not
 * @param protocols the versions of HTTP that may be spoken on it
 * @param localAddress the local IP literal to connect from, or {@code null} for any
 * @param proxy the proxy to connect through, or {@code null} for none
 * @param proxyProtocol the PROXY protocol that connections begin with, or {@code null}
 * for none; they then are of one client, and are not shared at all
 * @since 0.1.0
 */
public record ConnectionKey(PeerAddress address, @Nullable PeerTls tls, Protocols protocols,
		@Nullable String localAddress, @Nullable ForwardProxy proxy, @Nullable ProxyProtocol proxyProtocol) {

	private static final String LOCALHOST = "localhost";

	static ConnectionKey of(PeerAddress address, @Nullable PeerTls tls) {
		return new ConnectionKey(address, tls, Protocols.HTTP_1_1, null, null, null);
	}

	/**
	 * Returns the name for which the certificate must be.
	 * @return the server name if one is set, else the host
	 */
	public String serverName() {
		if (this.tls != null && this.tls.sni() != null) {
			return this.tls.sni();
		}
		return (this.address instanceof PeerAddress.Inet inet) ? inet.host() : LOCALHOST;
	}

	/**
	 * Returns what to send as {@code Host} if the client sent none.
	 * @return host and port, or {@code localhost} for a Unix domain socket
	 */
	public String authority() {
		return (this.address instanceof PeerAddress.Inet inet) ? inet.toString() : LOCALHOST;
	}

	PeerTls requireTls() {
		if (this.tls == null) {
			throw new IllegalStateException("Peer '" + toUri() + "' does not speak TLS: create it with Peer.https");
		}
		return this.tls;
	}

	String toUri() {
		if (this.address instanceof PeerAddress.Unix unix) {
			return "unix:" + unix;
		}
		return ((this.tls != null) ? "https://" : "http://") + this.address;
	}

	/**
	 * Returns what makes connections to another address what they are.
	 * @param address the address
	 * @return the key
	 */
	public ConnectionKey withAddress(PeerAddress address) {
		return new ConnectionKey(address, this.tls, this.protocols, this.localAddress, this.proxy, this.proxyProtocol);
	}

	ConnectionKey withTls(PeerTls tls) {
		return new ConnectionKey(this.address, tls, this.protocols, this.localAddress, this.proxy, this.proxyProtocol);
	}

	ConnectionKey withProtocols(Protocols protocols) {
		return new ConnectionKey(this.address, this.tls, protocols, this.localAddress, this.proxy, this.proxyProtocol);
	}

	ConnectionKey withLocalAddress(String localAddress) {
		return new ConnectionKey(this.address, this.tls, this.protocols, localAddress, this.proxy, this.proxyProtocol);
	}

	ConnectionKey withProxy(ForwardProxy proxy) {
		return new ConnectionKey(this.address, this.tls, this.protocols, this.localAddress, proxy, this.proxyProtocol);
	}

	ConnectionKey withProxyProtocol(ProxyProtocol protocol) {
		return new ConnectionKey(this.address, this.tls, this.protocols, this.localAddress, this.proxy, protocol);
	}

}
