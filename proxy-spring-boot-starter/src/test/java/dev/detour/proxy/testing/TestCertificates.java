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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates made by the JDK's {@code keytool} for the tests of one JVM: a CA of their
 * own and certificates signed by it. Nobody else trusts them.
 *
 * @since 0.1.0
 */
public final class TestCertificates {

	static final String PASSWORD = "changeit";

	private final Path directory;

	private final KeyStore keyStore;

	private TestCertificates() throws IOException, GeneralSecurityException, InterruptedException {
		this.directory = Files.createTempDirectory("test-certificates");
		generate("ca", List.of("-dname", "CN=Test CA", "-ext", "bc:c", "-ext", "ku=kCS,cRLs", "-validity", "30"));
		leaf("server", "localhost", "san=dns:localhost,ip:127.0.0.1", "-validity", "30");
		leaf("wrong-name", "other.example", "san=dns:other.example", "-validity", "30");
		leaf("wildcard", "*.wildcard.example", "san=dns:*.wildcard.example", "-validity", "30");
		leaf("expired", "localhost", "san=dns:localhost,ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
		leaf("client", "client", "eku=clientAuth", "-validity", "30");
		leaf("other-client", "other-client", "eku=clientAuth", "-validity", "30");
		generate("intermediate", List.of("-dname", "CN=Test Intermediate", "-signer", "ca", "-ext", "bc:c", "-ext",
				"ku=kCS,cRLs", "-validity", "30"));
		generate("chained-client", List.of("-dname", "CN=chained-client", "-signer", "intermediate", "-ext",
				"eku=clientAuth", "-validity", "30"));
		this.keyStore = load();
		saveCaPem();
		saveTrustStore();
		deleteOnExit();
	}

	/**
	 * Returns the certificates, which are made on first use.
	 * @return the certificates of this JVM
	 */
	public static TestCertificates get() {
		return Holder.INSTANCE;
	}

	/**
	 * Returns a valid certificate for {@code localhost} and {@code 127.0.0.1}.
	 * @return the certificate
	 */
	public TestCertificate server() {
		return new TestCertificate(this, "server");
	}

	/**
	 * Returns a certificate for {@code other.example} only.
	 * @return the certificate
	 */
	public TestCertificate wrongName() {
		return new TestCertificate(this, "wrong-name");
	}

	/**
	 * Returns a certificate for all names below {@code wildcard.example}.
	 * @return the certificate
	 */
	public TestCertificate wildcard() {
		return new TestCertificate(this, "wildcard");
	}

	/**
	 * Returns a certificate for {@code localhost} and {@code 127.0.0.1} that expired days
	 * ago.
	 * @return the certificate
	 */
	public TestCertificate expired() {
		return new TestCertificate(this, "expired");
	}

	/**
	 * Returns a certificate for the client's side.
	 * @return the certificate
	 */
	public TestCertificate client() {
		return new TestCertificate(this, "client");
	}

	/**
	 * Returns another certificate for the client's side.
	 * @return the certificate
	 */
	public TestCertificate otherClient() {
		return new TestCertificate(this, "other-client");
	}

	/**
	 * Returns a certificate for the client's side that is not signed by the CA but by one
	 * between.
	 * @return the certificate
	 */
	public TestCertificate chainedClient() {
		return new TestCertificate(this, "chained-client");
	}

	/**
	 * Returns the CA certificate.
	 * @return a file in PEM
	 */
	public Path caPem() {
		return this.directory.resolve("ca.pem");
	}

	/**
	 * Returns a trust store with the CA certificate only.
	 * @return a PKCS #12 file with the {@linkplain #password() password}
	 */
	public Path trustStore() {
		return this.directory.resolve("trust.p12");
	}

	/**
	 * Returns the password of the trust store.
	 * @return the password
	 */
	public String password() {
		return PASSWORD;
	}

	/**
	 * Returns a context that trusts the CA and shows no certificate.
	 * @return the context for a client
	 */
	public SSLContext trustingContext() {
		return sslContext("none");
	}

	KeyStore keyStore() {
		return this.keyStore;
	}

	SSLContext sslContext(String alias) {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
			keys.init(only(alias), PASSWORD.toCharArray());
			TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
			trust.init(trusted());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private KeyStore only(String alias) throws GeneralSecurityException, IOException {
		KeyStore store = empty();
		if (this.keyStore.containsAlias(alias)) {
			store.setKeyEntry(alias, this.keyStore.getKey(alias, PASSWORD.toCharArray()), PASSWORD.toCharArray(),
					this.keyStore.getCertificateChain(alias));
		}
		return store;
	}

	private KeyStore trusted() throws GeneralSecurityException, IOException {
		KeyStore store = empty();
		store.setCertificateEntry("ca", this.keyStore.getCertificate("ca"));
		return store;
	}

	private static KeyStore empty() throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

	private void leaf(String alias, String name, String extension, String... validity)
			throws IOException, InterruptedException {
		List<String> options = new ArrayList<>(List.of("-dname", "CN=" + name, "-signer", "ca", "-ext", extension));
		options.addAll(List.of(validity));
		generate(alias, options);
	}

	private void generate(String alias, List<String> options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1"));
		command.addAll(List.of("-keystore", keys().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
		command.add("-J-XX:TieredStopAtLevel=1");
		command.addAll(options);
		Path output = this.directory.resolve(alias + ".log");
		Process keytool = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
			keytool.destroyForcibly();
			throw new IllegalStateException("keytool failed: " + Files.readString(output));
		}
	}

	private Path keys() {
		return this.directory.resolve("keys.p12");
	}

	private KeyStore load() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(keys())) {
			store.load(input, PASSWORD.toCharArray());
		}
		return store;
	}

	private void saveCaPem() throws IOException, GeneralSecurityException {
		Files.writeString(caPem(), TestCertificate.pem("CERTIFICATE", this.keyStore.getCertificate("ca").getEncoded()));
	}

	private void saveTrustStore() throws IOException, GeneralSecurityException {
		try (var output = Files.newOutputStream(trustStore())) {
			trusted().store(output, PASSWORD.toCharArray());
		}
	}

	private void deleteOnExit() throws IOException {
		this.directory.toFile().deleteOnExit();
		try (var files = Files.list(this.directory)) {
			files.forEach((file) -> file.toFile().deleteOnExit());
		}
	}

	private static final class Holder {

		static final TestCertificates INSTANCE = create();

		private static TestCertificates create() {
			try {
				return new TestCertificates();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (GeneralSecurityException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
