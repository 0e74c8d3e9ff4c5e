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

package dev.detour.proxy.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;

/**
 * A certificate with its private key, for one side of a TLS connection.
 *
 * @since 0.1.0
 */
public final class TestCertificate {

	private final TestCertificates authority;

	private final String alias;

	TestCertificate(TestCertificates authority, String alias) {
		this.authority = authority;
		this.alias = alias;
	}

	/**
	 * Returns the certificate with its chain up to the CA.
	 * @return the chain as PEM
	 */
	public String chainPem() {
		return chain().stream().map(TestCertificate::pem).collect(Collectors.joining());
	}

	/**
	 * Returns the certificate alone.
	 * @return the certificate as PEM
	 */
	public String certificatePem() {
		return pem(chain().get(0));
	}

	private List<Certificate> chain() {
		try {
			return List.of(this.authority.keyStore().getCertificateChain(this.alias));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the private key.
	 * @return the key as PKCS #8 in PEM
	 */
	public String privateKeyPem() {
		try {
			PrivateKey key = (PrivateKey) this.authority.keyStore()
				.getKey(this.alias, TestCertificates.PASSWORD.toCharArray());
			return pem("PRIVATE KEY", key.getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns a context that shows this certificate and trusts the test CA.
	 * @return the context, for either side
	 */
	public SSLContext sslContext() {
		return this.authority.sslContext(this.alias);
	}

	private static String pem(Certificate certificate) {
		try {
			return pem("CERTIFICATE", certificate.getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String pem(String type, byte[] content) {
		String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
		return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, lines);
	}

}
