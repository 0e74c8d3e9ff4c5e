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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A real nginx that says what it was spoken to in. Skips the test where nginx is not
 * installed.
 */
public final class Nginx implements AutoCloseable {

	private final Path directory;

	private final Process process;

	private final int port;

	private Nginx(Path directory, Process process, int port) {
		this.directory = directory;
		this.process = process;
		this.port = port;
	}

	/**
	 * Starts nginx.
	 * @param listen options of its {@code listen} directive
	 * @param more more directives for its server
	 * @return nginx, ready to be connected to
	 */
	public static Nginx start(String listen, String more) {
		Assumptions.assumeTrue(isInstalled(), "nginx is not installed: install it to run this test");
		TestCertificates certificates = TestCertificates.get();
		try {
			Path directory = Files.createTempDirectory("nginx");
			int port = freePort();
			Files.writeString(directory.resolve("chain.pem"), certificates.server().chainPem());
			Files.writeString(directory.resolve("key.pem"), certificates.server().privateKeyPem());
			Files.copy(certificates.caPem(), directory.resolve("ca.pem"));
			Files.writeString(directory.resolve("nginx.conf"), """
					daemon off;
					master_process off;
					pid nginx.pid;
					error_log error.log;
					events {}
					http {
						access_log off;
						client_body_temp_path body;
						proxy_temp_path proxy;
						fastcgi_temp_path fastcgi;
						uwsgi_temp_path uwsgi;
						scgi_temp_path scgi;
						server {
							listen 127.0.0.1:%d %s;
							ssl_certificate chain.pem;
							ssl_certificate_key key.pem;
							ssl_session_cache shared:sessions:1m;
							%s
							location / {
								return 200 "$server_protocol $ssl_session_reused $ssl_client_s_dn";
							}
						}
					}
					""".formatted(port, listen, more));
			Process process = new ProcessBuilder("nginx", "-p", directory + "/", "-c", "nginx.conf")
				.redirectErrorStream(true)
				.redirectOutput(directory.resolve("output.log").toFile())
				.start();
			Nginx nginx = new Nginx(directory, process, port);
			nginx.awaitReady();
			return nginx;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isInstalled() {
		try {
			return new ProcessBuilder("nginx", "-v").redirectErrorStream(true).start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int freePort() {
		try (ClosedPort port = ClosedPort.take()) {
			return port.port();
		}
	}

	private void awaitReady() {
		Awaitility.await().ignoreException(IOException.class).until(() -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException(Files.readString(this.directory.resolve("output.log")));
			}
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
				return true;
			}
		});
	}

	/**
	 * Returns where nginx finds its files, the working directory of its configuration.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Returns where nginx listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
			try (var files = Files.walk(this.directory)) {
				files.sorted((one, other) -> other.compareTo(one)).forEach((file) -> file.toFile().delete());
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
