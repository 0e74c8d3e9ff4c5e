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
 * How a connection to a peer is secured.
 *
 * @param sni the server name to send (RFC 6066 section 3), or {@code null} for the host
 * of the address unless that is an IP literal
 * @param verifyCertificate whether the certificate chain must be trusted
 * @param verifyHostname whether the certificate must be for the peer's name
 * @param alternativeName another name that the certificate may be for, or {@code null}
 * @param sslBundle the name of an SSL bundle with trust and client certificate, or
 * {@code null} for the JVM's trust and no client certificate
 * @since 0.1.0
 */
public record PeerTls(@Nullable String sni, boolean verifyCertificate, boolean verifyHostname,
		@Nullable String alternativeName, @Nullable String sslBundle) {

	/**
	 * Trust of the JVM, certificate and host name verified.
	 */
	public static final PeerTls DEFAULT = new PeerTls(null, true, true, null, null);

	/**
	 * Sets the server name.
	 * @param sni the server name
	 * @return a new value
	 */
	public PeerTls withSni(String sni) {
		return new PeerTls(sni, this.verifyCertificate, this.verifyHostname, this.alternativeName, this.sslBundle);
	}

	/**
	 * Sets whether the certificate chain must be trusted.
	 * @param verify whether to verify
	 * @return a new value
	 */
	public PeerTls withVerifyCertificate(boolean verify) {
		return new PeerTls(this.sni, verify, this.verifyHostname, this.alternativeName, this.sslBundle);
	}

	/**
	 * Sets whether the certificate must be for the peer's name.
	 * @param verify whether to verify
	 * @return a new value
	 */
	public PeerTls withVerifyHostname(boolean verify) {
		return new PeerTls(this.sni, this.verifyCertificate, verify, this.alternativeName, this.sslBundle);
	}

	/**
	 * Sets another name that the certificate may be for.
	 * @param name the name
	 * @return a new value
	 */
	public PeerTls withAlternativeName(String name) {
		return new PeerTls(this.sni, this.verifyCertificate, this.verifyHostname, name, this.sslBundle);
	}

	/**
	 * Takes trust and client certificate from an SSL bundle.
	 * @param bundle the name of the bundle
	 * @return a new value
	 */
	public PeerTls withSslBundle(String bundle) {
		return new PeerTls(this.sni, this.verifyCertificate, this.verifyHostname, this.alternativeName, bundle);
	}

}
