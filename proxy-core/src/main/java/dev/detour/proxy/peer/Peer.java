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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.FieldSyntax;

/**
 * An upstream address with the options of connections to it (Pingora: {@code HttpPeer}).
 * An immutable value; every {@code with} method returns a new peer.
 *
 * @since 0.1.0
 */
public final class Peer {

	private final ConnectionKey key;

	private final PeerTimeouts timeouts;

	private final @Nullable String hostHeader;

	private Peer(ConnectionKey key, PeerTimeouts timeouts, @Nullable String hostHeader) {
		this.key = key;
		this.timeouts = timeouts;
		this.hostHeader = hostHeader;
	}

	/**
	 * Returns a peer that speaks plain HTTP.
	 * @param host the host name, or an IP literal without brackets
	 * @param port the port
	 * @return the peer
	 * @throws IllegalArgumentException if the host is blank or the port out of range
	 */
	public static Peer http(String host, int port) {
		return new Peer(new ConnectionKey(new PeerAddress(host, port), null, null), PeerTimeouts.DEFAULT, null);
	}

	/**
	 * Returns a peer that speaks HTTP over TLS, with certificate and host name verified.
	 * @param host the host name, or an IP literal without brackets
	 * @param port the port
	 * @return the peer
	 * @throws IllegalArgumentException if the host is blank or the port out of range
	 */
	public static Peer https(String host, int port) {
		ConnectionKey key = new ConnectionKey(new PeerAddress(host, port), PeerTls.DEFAULT, null);
		return new Peer(key, PeerTimeouts.DEFAULT, null);
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
	 * @throws IllegalArgumentException as {@link #of(URI)}, or if it is no URI
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
		return withTls(requireTls().withSni(sni));
	}

	/**
	 * Sets whether the certificate chain must be trusted. Switching it off also gives up
	 * the check of the name.
	 * @param verify whether to verify
	 * @return a new peer
	 * @throws IllegalStateException if the peer does not speak TLS
	 */
	public Peer withVerifyCertificate(boolean verify) {
		return withTls(requireTls().withVerifyCertificate(verify));
	}

	/**
	 * Sets whether the certificate must be for the peer's name.
	 * @param verify whether to verify
	 * @return a new peer
	 * @throws IllegalStateException if the peer does not speak TLS
	 */
	public Peer withVerifyHostname(boolean verify) {
		return withTls(requireTls().withVerifyHostname(verify));
	}

	/**
	 * Takes trust and client certificate from an SSL bundle.
	 * @param bundle the name of the bundle
	 * @return a new peer
	 * @throws IllegalStateException if the peer does not speak TLS
	 */
	public Peer withSslBundle(String bundle) {
		Objects.requireNonNull(bundle, "'bundle' must not be null");
		return withTls(requireTls().withSslBundle(bundle));
	}

	/**
	 * Connects from this local address.
	 * @param address an IP literal of this machine
	 * @return a new peer
	 */
	public Peer withLocalAddress(String address) {
		Objects.requireNonNull(address, "'address' must not be null");
		return new Peer(new ConnectionKey(this.key.address(), this.key.tls(), address), this.timeouts, this.hostHeader);
	}

	/**
	 * Sends this {@code Host} instead of the client's.
	 * @param host the host, with a port if needed
	 * @return a new peer
	 * @throws IllegalArgumentException if it cannot be a field value
	 */
	public Peer withHostHeader(String host) {
		FieldSyntax.check("Host", host);
		return new Peer(this.key, this.timeouts, host);
	}

	/**
	 * Sets the time limit of the TCP connection.
	 * @param timeout the limit, positive
	 * @return a new peer
	 */
	public Peer withConnectTimeout(Duration timeout) {
		return withTimeouts(this.timeouts.withConnect(timeout));
	}

	/**
	 * Sets the time limit of the connection ready to use, TLS included.
	 * @param timeout the limit, positive
	 * @return a new peer
	 */
	public Peer withTotalConnectTimeout(Duration timeout) {
		return withTimeouts(this.timeouts.withTotalConnect(timeout));
	}

	/**
	 * Sets the time limit between reads while a response is due.
	 * @param timeout the limit, positive
	 * @return a new peer
	 */
	public Peer withReadTimeout(Duration timeout) {
		return withTimeouts(this.timeouts.withRead(timeout));
	}

	/**
	 * Sets the time limit for the socket to take up what was written.
	 * @param timeout the limit, positive
	 * @return a new peer
	 */
	public Peer withWriteTimeout(Duration timeout) {
		return withTimeouts(this.timeouts.withWrite(timeout));
	}

	/**
	 * Sets how long an unused connection is kept.
	 * @param timeout the time; zero means that connections are not pooled
	 * @return a new peer
	 */
	public Peer withIdleTimeout(Duration timeout) {
		return withTimeouts(this.timeouts.withIdle(timeout));
	}

	/**
	 * Returns the address.
	 * @return the address
	 */
	public PeerAddress address() {
		return this.key.address();
	}

	/**
	 * Returns whether connections are secured by TLS.
	 * @return {@code true} for {@code https}
	 */
	public boolean isSecure() {
		return this.key.tls() != null;
	}

	/**
	 * Returns what makes connections to this peer what they are.
	 * @return the key
	 */
	public ConnectionKey connectionKey() {
		return this.key;
	}

	/**
	 * Returns the time limits.
	 * @return the limits
	 */
	public PeerTimeouts timeouts() {
		return this.timeouts;
	}

	/**
	 * Returns the {@code Host} to send instead of the client's.
	 * @return the host, or {@code null} to keep the client's
	 */
	public @Nullable String hostHeader() {
		return this.hostHeader;
	}

	private Peer withTls(PeerTls tls) {
		return new Peer(new ConnectionKey(this.key.address(), tls, this.key.localAddress()), this.timeouts,
				this.hostHeader);
	}

	private Peer withTimeouts(PeerTimeouts timeouts) {
		return new Peer(this.key, timeouts, this.hostHeader);
	}

	private PeerTls requireTls() {
		PeerTls tls = this.key.tls();
		if (tls == null) {
			throw new IllegalStateException("Peer '" + this + "' does not speak TLS: create it with Peer.https");
		}
		return tls;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Peer peer && this.key.equals(peer.key)
				&& this.timeouts.equals(peer.timeouts) && Objects.equals(this.hostHeader, peer.hostHeader));
	}

	@Override
	public int hashCode() {
		return this.key.hashCode();
	}

	/**
	 * Returns the peer as a URI, such as {@code https://10.0.0.1:443}.
	 * @return scheme, host and port
	 */
	@Override
	public String toString() {
		return (isSecure() ? "https://" : "http://") + this.key.address();
	}

}
