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

package dev.detour.sample.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

/**
 * An upstream to play with: it answers with its name and what it received, and can be
 * made to fail.
 */
final class DemoUpstream {

	private final String name;

	private final InetSocketAddress address;

	private final AtomicInteger received = new AtomicInteger();

	private volatile Mode mode = Mode.DOWN;

	private @Nullable HttpServer server;

	DemoUpstream(String name, int port) {
		this.name = name;
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	/**
	 * Changes how this upstream behaves from now on.
	 * @param mode the mode
	 */
	synchronized void become(Mode mode) {
		this.mode = mode;
		HttpServer server = this.server;
		if (mode == Mode.DOWN && server != null) {
			server.stop(0);
			this.server = null;
		}
		else if (mode != Mode.DOWN && server == null) {
			this.server = listen();
		}
	}

	private HttpServer listen() {
		try {
			HttpServer server = HttpServer.create(this.address, 0);
			server.createContext("/", this::handle);
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new PortInUseException(this.address.getPort(), ex);
		}
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String content = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			this.received.incrementAndGet();
			if (this.mode == Mode.FAILING) {
				// Closing an exchange without an answer closes the connection.
				return;
			}
			String answer = this.name + ": " + exchange.getRequestMethod() + " " + exchange.getRequestURI()
					+ (content.isEmpty() ? "" : " " + content) + "\n";
			byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "text/plain;charset=UTF-8");
			boolean head = exchange.getRequestMethod().equals("HEAD");
			exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
			if (!head) {
				exchange.getResponseBody().write(bytes);
			}
		}
	}

	@Override
	public String toString() {
		return this.name + ": " + this.mode + ", requests received: " + this.received.get();
	}

	/**
	 * How an upstream behaves.
	 */
	enum Mode {

		/**
		 * Answers.
		 */
		UP,

		/**
		 * Cannot be connected to.
		 */
		DOWN,

		/**
		 * Reads a request, and closes the connection instead of answering.
		 */
		FAILING;

		static @Nullable Mode named(String name) {
			for (Mode mode : values()) {
				if (mode.toString().equals(name)) {
					return mode;
				}
			}
			return null;
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
