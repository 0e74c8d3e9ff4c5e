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

package dev.detour.proxy.autoconfigure.route;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.peer.ProxyProtocol;

/**
 * Options of peers and of connections to them.
 *
 * @since 0.1.0
 */
public class PeerProperties {

	/**
	 * Time limit for a TCP connection.
	 */
	private Duration connectTimeout = Duration.ofSeconds(1);

	/**
	 * Time limit for a connection that is ready to use: name, TCP, and TLS.
	 */
	private Duration totalConnectTimeout = Duration.ofSeconds(3);

	/**
	 * Time limit between two reads while a response is due.
	 */
	private Duration readTimeout = Duration.ofSeconds(60);

	/**
	 * Time limit for the socket to take up what was written.
	 */
	private Duration writeTimeout = Duration.ofSeconds(60);

	/**
	 * Time for which an unused connection is kept. Zero does not pool connections.
	 */
	private Duration idleTimeout = Duration.ofSeconds(30);

	/**
	 * Host to send instead of that of the client.
	 */
	private @Nullable String hostHeader;

	/**
	 * Maximum number of connections that the gateway opens to one peer. No limit by
	 * default.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Maximum number of exchanges at one peer at the same time. A peer that has as many
	 * is not chosen. No limit by default.
	 */
	private @Nullable Integer maxExchanges;

	/**
	 * Versions of HTTP that are spoken with peers.
	 */
	private Protocols protocols = Protocols.HTTP_1_1;

	/**
	 * Local IP address to connect from.
	 */
	private @Nullable String localAddress;

	/**
	 * URI of the proxy to connect through, such as "http://user:password@proxy:3128" or
	 * "socks5://proxy:1080".
	 */
	private @Nullable String forwardProxy;

	/**
	 * Version of the PROXY protocol by which peers are told who the client is, before
	 * anything else. Connections are then not pooled. None by default.
	 */
	private @Nullable ProxyProtocol proxyProtocol;

	private final Ssl ssl = new Ssl();

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getTotalConnectTimeout() {
		return this.totalConnectTimeout;
	}

	public void setTotalConnectTimeout(Duration totalConnectTimeout) {
		this.totalConnectTimeout = totalConnectTimeout;
	}

	public Duration getReadTimeout() {
		return this.readTimeout;
	}

	public void setReadTimeout(Duration readTimeout) {
		this.readTimeout = readTimeout;
	}

	public Duration getWriteTimeout() {
		return this.writeTimeout;
	}

	public void setWriteTimeout(Duration writeTimeout) {
		this.writeTimeout = writeTimeout;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable String getHostHeader() {
		return this.hostHeader;
	}

	public void setHostHeader(@Nullable String hostHeader) {
		this.hostHeader = hostHeader;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable Integer getMaxExchanges() {
		return this.maxExchanges;
	}

	public void setMaxExchanges(@Nullable Integer maxExchanges) {
		this.maxExchanges = maxExchanges;
	}

	public Protocols getProtocols() {
		return this.protocols;
	}

	public void setProtocols(Protocols protocols) {
		this.protocols = protocols;
	}

	public @Nullable String getLocalAddress() {
		return this.localAddress;
	}

	public void setLocalAddress(@Nullable String localAddress) {
		this.localAddress = localAddress;
	}

	public @Nullable String getForwardProxy() {
		return this.forwardProxy;
	}

	public void setForwardProxy(@Nullable String forwardProxy) {
		this.forwardProxy = forwardProxy;
	}

	public @Nullable ProxyProtocol getProxyProtocol() {
		return this.proxyProtocol;
	}

	public void setProxyProtocol(@Nullable ProxyProtocol proxyProtocol) {
		this.proxyProtocol = proxyProtocol;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * TLS to peers whose URI begins with "https".
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle with trust and client certificate.
		 */
		private @Nullable String bundle;

		/**
		 * Server name to send instead of the host of the peer.
		 */
		private @Nullable String sni;

		/**
		 * Whether the certificate must be trusted.
		 */
		private boolean verifyCertificate = true;

		/**
		 * Whether the certificate must be for the name of the peer.
		 */
		private boolean verifyHostname = true;

		/**
		 * Another name that the certificate may be for.
		 */
		private @Nullable String alternativeName;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

		public @Nullable String getSni() {
			return this.sni;
		}

		public void setSni(@Nullable String sni) {
			this.sni = sni;
		}

		public boolean isVerifyCertificate() {
			return this.verifyCertificate;
		}

		public void setVerifyCertificate(boolean verifyCertificate) {
			this.verifyCertificate = verifyCertificate;
		}

		public boolean isVerifyHostname() {
			return this.verifyHostname;
		}

		public void setVerifyHostname(boolean verifyHostname) {
			this.verifyHostname = verifyHostname;
		}

		public @Nullable String getAlternativeName() {
			return this.alternativeName;
		}

		public void setAlternativeName(@Nullable String alternativeName) {
			this.alternativeName = alternativeName;
		}

	}

}
