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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * An upstream that speaks HTTP/2 by script: each connection is one call of it, on a
 * thread of its own. A connection is closed when its script is at its end.
 */
public final class ScriptedHttp2Upstream implements AutoCloseable {

	private final ServerSocket server;

	private final List<Conversation> scripts;

	private final List<Http2Wire> wires = new CopyOnWriteArrayList<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private ScriptedHttp2Upstream(ServerSocket server, List<Conversation> scripts) {
		this.server = server;
		this.scripts = scripts;
		Thread thread = new Thread(this::accept, "scripted-http2");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Starts an upstream that speaks HTTP/2 with prior knowledge.
	 * @param scripts one for each connection, the last for all that follow
	 * @return the upstream
	 */
	public static ScriptedHttp2Upstream start(Conversation... scripts) {
		return open(null, List.of(scripts));
	}

	/**
	 * Starts an upstream that negotiates HTTP/2.
	 * @param certificate its certificate
	 * @param scripts one for each connection, the last for all that follow
	 * @return the upstream
	 */
	public static ScriptedHttp2Upstream start(TestCertificate certificate, Conversation... scripts) {
		return open(certificate, List.of(scripts));
	}

	private static ScriptedHttp2Upstream open(@Nullable TestCertificate certificate, List<Conversation> scripts) {
		try {
			ServerSocket server = (certificate != null)
					? certificate.sslContext().getServerSocketFactory().createServerSocket() : new ServerSocket();
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
			return new ScriptedHttp2Upstream(server, scripts);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Returns the connections in the order in which they came.
	 * @return the connections
	 */
	public List<Http2Wire> connections() {
		return this.wires;
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				if (socket instanceof SSLSocket tls) {
					SSLParameters parameters = tls.getSSLParameters();
					parameters.setApplicationProtocols(new String[] { "h2" });
					tls.setSSLParameters(parameters);
				}
				Http2Wire wire = new Http2Wire(socket);
				int number = this.wires.size();
				this.wires.add(wire);
				Thread thread = new Thread(() -> play(wire, number), "scripted-http2-" + number);
				thread.setDaemon(true);
				thread.start();
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void play(Http2Wire wire, int number) {
		try (wire) {
			this.scripts.get(Math.min(number, this.scripts.size() - 1)).play(wire);
		}
		catch (UncheckedIOException ex) {
			// The client left before the script was at its end.
		}
		catch (Throwable ex) {
			this.failures.add(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.wires.forEach(Http2Wire::close);
		if (!this.failures.isEmpty()) {
			throw new AssertionError("A script failed", this.failures.get(0));
		}
	}

	/**
	 * The upstream's part on one connection.
	 */
	@FunctionalInterface
	public interface Conversation {

		/**
		 * Plays the part to its end.
		 * @param wire the connection
		 */
		void play(Http2Wire wire);

	}

}
