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

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * An upstream address with the options of connections to it (Pingora: {@code HttpPeer}).
 * An immutable value; every {@code with} method returns a new peer.
 *
 * @param connectionKey what makes connections to this peer what they are
 * @param options how the peer is used
 * @since 0.1.0
 */
public record Peer(ConnectionKey connectionKey, PeerOptions options) {

	/**
	 * Returns a peer that speaks plain HTTP.
	 * @param host the host name, or an IP literal without brackets
	 * @param port the port
	 * @return the peer
	 * @throws IllegalArgumentException if the host is blank or the port out of range
	 */
	public static Peer http(String host, int port) {
		return new Peer(ConnectionKey.of(PeerAddress.of(host, port), null), PeerOptions.DEFAULT);
	}

	/**
	 * Returns a peer that speaks HTTP over TLS, with certificate and host name verified.
	 * @param host the host name, or an IP literal without brackets
	 * @param port the port
	 * @return the peer
	 * @throws IllegalArgumentException if the host is blank or the port out of range
	 */
	public static Peer https(String host, int port) {
		return new Peer(ConnectionKey.of(PeerAddress.of(host, port), PeerTls.DEFAULT), PeerOptions.DEFAULT);
	}

	/**
	 * Returns a peer that speaks plain HTTP on a Unix domain socket.
	 * @param path the absolute path of the socket
	 * @return the peer
	 * @throws IllegalArgumentException if the path is not absolute or too long
	 */
	public static Peer unix(String path) {
		return new Peer(ConnectionKey.of(new PeerAddress.Unix(path), null), PeerOptions.DEFAULT);
	}

	/**
	 * Returns the peer that a URI names.
	 * @param uri such as {@code https://10.0.0.1:8443}; without a port the scheme's
	 * default applies
	 * @return the peer
	 * @throws IllegalArgumentException if the URI has no host, another scheme than http
	 * and https, or a path, query, fragment or user
	 */
	public static Peer of(URI uri) {
		return PeerUri.parse(uri);
	}

	/**
	 * Returns the peer that a URI names.
	 * @param uri such as {@code https://10.0.0.1:8443}
	 * @return the peer
	 * @throws IllegalArgumentException as {@link #of(URI)}
	 */
	public static Peer of(String uri) {
		return of(URI.create(uri));
	}

	/**
	 * Sets the TLS server name. It is also the name that the certificate must be for.
	 * @param sni the server name
	 * @return a new peer
	 * @throws IllegalStateException if the peer does not speak TLS
	 */
	public Peer withSni(String sni) {
		Objects.requireNonNull(sni, "'sni' must not be null");
		return withTls(this.connectionKey.requireTls().withSni(sni));
	}

	/**
	 * Sets whether the certificate chain must be trusted. Switching it off also gives up
	 * the check of the name.
	 * @param verify whether to verify
	 * @return a new peer
	 * @throws IllegalStateException if the peer does not speak TLS
	 */
	public Peer withVerifyCertificate(boolean verify) {
		return withTls(this.connectionKey.requireTls().withVerifyCertificate(verify));
	}

	/**
	 * Sets whether the certificate must be for the peer's name.
	 * @param verify whether to verify
	 * @return a new peer
	 * @throws IllegalStateException if the peer does not speak TLS
	 */
	public Peer withVerifyHostname(boolean verify) {
		return withTls(this.connectionKey.requireTls().withVerifyHostname(verify));
	}

	/**
	 * Takes trust and client certificate from an SSL bundle.
	 * @param bundle the name of the bundle
	 * @return a new peer
	 * @throws IllegalStateException if the peer does not speak TLS
	 */
	public Peer withSslBundle(String bundle) {
		Objects.requireNonNull(bundle, "'bundle' must not be null");
		return withTls(this.connectionKey.requireTls().withSslBundle(bundle));
	}

	/**
	 * Sets another name that the certificate may be for.
	 * @param name the name
	 * @return a new peer
	 * @throws IllegalStateException if the peer does not speak TLS
	 */
	public Peer withAlternativeName(String name) {
		Objects.requireNonNull(name, "'name' must not be null");
		return withTls(this.connectionKey.requireTls().withAlternativeName(name));
	}

	/**
	 * Sets the versions of HTTP to speak.
	 * @param protocols the versions
	 * @return a new peer
	 */
	public Peer withProtocols(Protocols protocols) {
		return new Peer(this.connectionKey.withProtocols(protocols), this.options);
	}

	/**
	 * Connects through a proxy.
	 * @param proxy the proxy
	 * @return a new peer
	 * @throws IllegalStateException if the peer is a Unix domain socket
	 */
	public Peer withForwardProxy(ForwardProxy proxy) {
		if (address() instanceof PeerAddress.Unix) {
			throw new IllegalStateException("Peer '" + this + "' is on this machine: no proxy leads there");
		}
		return new Peer(this.connectionKey.withProxy(proxy), this.options);
	}

	/**
	 * Tells the peer who the client is before anything else. A connection then is of one
	 * client: it carries one request, and is not pooled.
	 * @param protocol how the peer is told
	 * @return a new peer
	 */
	public Peer withProxyProtocol(ProxyProtocol protocol) {
		return new Peer(this.connectionKey.withProxyProtocol(protocol), this.options);
	}

	/**
	 * Connects from this local address.
	 * @param address an IP literal of this machine
	 * @return a new peer
	 */
	public Peer withLocalAddress(String address) {
		Objects.requireNonNull(address, "'address' must not be null");
		return new Peer(this.connectionKey.withLocalAddress(address), this.options);
	}

	/**
	 * Sends this {@code Host} instead of the client's.
	 * @param host the host, with a port if needed
	 * @return a new peer
	 * @throws IllegalArgumentException if it cannot be a field value
	 */
	public Peer withHostHeader(String host) {
		Objects.requireNonNull(host, "'host' must not be null");
		return new Peer(this.connectionKey, this.options.withHostHeader(host));
	}

	/**
	 * Sets the time limit of the TCP connection.
	 * @param timeout the limit, positive
	 * @return a new peer
	 */
	public Peer withConnectTimeout(Duration timeout) {
		return withTimeouts(this.options.timeouts().withConnect(timeout));
	}

	/**
	 * Sets the time limit of the connection ready to use, TLS included.
	 * @param timeout the limit, positive
	 * @return a new peer
	 */
	public Peer withTotalConnectTimeout(Duration timeout) {
		return withTimeouts(this.options.timeouts().withTotalConnect(timeout));
	}

	/**
	 * Sets the time limit between reads while a response is due.
	 * @param timeout the limit, positive
	 * @return a new peer
	 */
	public Peer withReadTimeout(Duration timeout) {
		return withTimeouts(this.options.timeouts().withRead(timeout));
	}

	/**
	 * Sets the time limit for the socket to take up what was written.
	 * @param timeout the limit, positive
	 * @return a new peer
	 */
	public Peer withWriteTimeout(Duration timeout) {
		return withTimeouts(this.options.timeouts().withWrite(timeout));
	}

	/**
	 * Sets how long an unused connection is kept.
	 * @param timeout the time; zero means that connections are not pooled
	 * @return a new peer
	 */
	public Peer withIdleTimeout(Duration timeout) {
		return withTimeouts(this.options.timeouts().withIdle(timeout));
	}

	/**
	 * Limits the connections that this gateway has open to the peer at a time.
	 * @param connections the most connections, positive
	 * @return a new peer
	 */
	public Peer withMaxConnections(int connections) {
		return new Peer(this.connectionKey, this.options.withMaxConnections(connections));
	}

	/**
	 * Sets the peer's share of its group.
	 * @param weight the share relative to the others, not negative
	 * @return a new peer
	 */
	public Peer withWeight(int weight) {
		return new Peer(this.connectionKey, this.options.withWeight(weight));
	}

	/**
	 * Sets the tier of its group that the peer belongs to.
	 * @param priority the tier, not negative; the lowest number is used first
	 * @return a new peer
	 */
	public Peer withPriority(int priority) {
		return new Peer(this.connectionKey, this.options.withPriority(priority));
	}

	/**
	 * Returns the address.
	 * @return the address
	 */
	public PeerAddress address() {
		return this.connectionKey.address();
	}

	/**
	 * Returns whether connections are secured by TLS.
	 * @return {@code true} for {@code https}
	 */
	public boolean isSecure() {
		return this.connectionKey.tls() != null;
	}

	private Peer withTls(PeerTls tls) {
		return new Peer(this.connectionKey.withTls(tls), this.options);
	}

	private Peer withTimeouts(PeerTimeouts timeouts) {
		return new Peer(this.connectionKey, this.options.withTimeouts(timeouts));
	}

	/**
	 * Returns the peer as a URI.
	 * @return such as {@code https://10.0.0.1:443} or {@code unix:/run/orders.sock}
	 */
	@Override
	public String toString() {
		return this.connectionKey.toUri();
	}

}
