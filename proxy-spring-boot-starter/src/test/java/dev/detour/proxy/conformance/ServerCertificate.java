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

package dev.detour.proxy.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.detour.proxy.testing.TestCertificates;

/**
 * The test certificate for {@code localhost} in files, as servers want it.
 *
 * @param chain the file with the chain
 * @param key the file with the private key
 */
record ServerCertificate(Path chain, Path key) {

	static ServerCertificate in(Path directory) throws IOException {
		TestCertificates certificates = TestCertificates.get();
		return new ServerCertificate(
				Files.writeString(directory.resolve("chain.pem"), certificates.server().chainPem()),
				Files.writeString(directory.resolve("key.pem"), certificates.server().privateKeyPem()));
	}

	/**
	 * Returns what makes a gateway serve HTTPS with this certificate, and know a bundle
	 * {@code ca} that trusts it.
	 * @return the properties
	 */
	String[] properties() {
		String bundle = "spring.ssl.bundle.pem.";
		return new String[] { "server.http2.enabled=true", "server.ssl.bundle=server",
				bundle + "server.keystore.certificate=" + this.chain.toUri(),
				bundle + "server.keystore.private-key=" + this.key.toUri(), trust() };
	}

	/**
	 * Returns what makes a gateway know a bundle {@code ca} that trusts this certificate.
	 * @return the property
	 */
	static String trust() {
		return "spring.ssl.bundle.pem.ca.truststore.certificate=" + TestCertificates.get().caPem().toUri();
	}

}
