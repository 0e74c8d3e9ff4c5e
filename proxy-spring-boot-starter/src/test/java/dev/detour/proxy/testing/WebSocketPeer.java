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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A peer that agrees to WebSocket, and then does with the bytes what the path says:
 * {@code /echo} sends them back, {@code /bulk} sends a megabyte and ends, {@code /last}
 * waits for the end of what it is sent and then has the last word, {@code /reset} resets
 * the connection, {@code /wrong} has misunderstood the key.
 */
public final class WebSocketPeer implements AutoCloseable {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

	private final ServerSocket server;

	private WebSocketPeer() {
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	/**
	 * Starts a peer.
	 * @return the peer
	 */
	public static WebSocketPeer start() {
		return new WebSocketPeer();
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "web-socket-peer");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Returns where it listens.
	 * @return the port
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Waits for a request.
	 * @return its head
	 */
	public String awaitHead() {
		return await(this.heads);
	}

	/**
	 * Waits for the end of a connection that echoes.
	 * @return {@code ended} or {@code reset}
	 */
	public String awaitEnd() {
		return await(this.ends);
	}

	private static String await(BlockingQueue<String> queue) {
		try {
			String next = queue.poll(20, TimeUnit.SECONDS);
			if (next == null) {
				throw new AssertionError("The peer has not seen that within 20 seconds");
			}
			return next;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				start(() -> serve(socket));
			}
			catch (IOException ex) {
				// Closed.
			}
		}
	}

	private void serve(Socket socket) {
		try (Socket open = socket) {
			InputStream in = open.getInputStream();
			OutputStream out = open.getOutputStream();
			String head = readHead(in);
			this.heads.add(head);
			String path = head.split(" ")[1];
			out.write(response(path.equals("/wrong") ? "x" : key(head)).getBytes(StandardCharsets.US_ASCII));
			switch (path) {
				case "/bulk" -> out.write(new byte[1 << 20]);
				case "/last" -> out.write(("after " + new String(in.readAllBytes(), StandardCharsets.US_ASCII))
					.getBytes(StandardCharsets.US_ASCII));
				case "/reset" -> open.setSoLinger(true, 0);
				default -> in.transferTo(out);
			}
			this.ends.add("ended");
		}
		catch (IOException ex) {
			this.ends.add("reset");
		}
	}

	private static String response(String key) {
		return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
				+ "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Accept: " + accept(key) + "\r\n\r\n";
	}

	private static String accept(String key) {
		try {
			return Base64.getEncoder()
				.encodeToString(
						MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String key(String head) {
		return head.lines()
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
			.map((line) -> line.substring(line.indexOf(':') + 1).strip())
			.findFirst()
			.orElse("");
	}

	private static String readHead(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("The gateway has gone");
			}
			head.write(next);
		}
		return head.toString(StandardCharsets.US_ASCII);
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
