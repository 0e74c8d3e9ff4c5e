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

package dev.detour.proxy.upstream;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A forward proxy that notes what it is asked for, and connects to a port of the loopback
 * address whichever host was named.
 */
final class TestProxy implements AutoCloseable {

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final ServerSocket serverSocket;

	private final Protocol protocol;

	private TestProxy(Protocol protocol) throws IOException {
		this.protocol = protocol;
		this.serverSocket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		start(this::acceptAll);
	}

	/**
	 * Starts a proxy that is asked by HTTP CONNECT.
	 * @param status what it answers; with 200 it connects
	 * @return the proxy
	 */
	static TestProxy http(int status) throws IOException {
		return new TestProxy((proxy, socket) -> proxy.answerHttp(socket, status));
	}

	/**
	 * Starts a proxy that is asked by SOCKS 5, with user and password.
	 * @param reply what it answers; with 0 it connects
	 * @return the proxy
	 */
	static TestProxy socks5(int reply) throws IOException {
		return new TestProxy((proxy, socket) -> proxy.answerSocks(socket, reply));
	}

	int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Returns what was asked for.
	 * @return a head for HTTP; user, password, host and port for SOCKS
	 */
	List<String> asked() {
		return this.asked;
	}

	private void answerHttp(Socket socket, int status) throws IOException {
		String head = readHead(socket.getInputStream());
		this.asked.add(head);
		String target = head.split(" ")[1];
		int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
		write(socket, "HTTP/1.1 " + status + " Answer\r\n\r\n");
		if (status == 200) {
			pipe(socket, port);
		}
	}

	private void answerSocks(Socket socket, int reply) throws IOException {
		DataInputStream input = new DataInputStream(socket.getInputStream());
		OutputStream output = socket.getOutputStream();
		input.readByte();
		input.readNBytes(input.readUnsignedByte());
		output.write(new byte[] { 5, 2 });
		input.readByte();
		String user = readText(input);
		String password = readText(input);
		output.write(new byte[] { 1, 0 });
		input.readNBytes(3);
		String host = (input.readByte() == 3) ? readText(input) : "resolved";
		int port = input.readUnsignedShort();
		this.asked.add(user + ":" + password + "@" + host + ":" + port);
		output.write(new byte[] { 5, (byte) reply, 0, 1, 0, 0, 0, 0, 0, 0 });
		if (reply == 0) {
			pipe(socket, port);
		}
	}

	private static String readText(DataInputStream input) throws IOException {
		return new String(input.readNBytes(input.readUnsignedByte()), StandardCharsets.US_ASCII);
	}

	static String readHead(InputStream input) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = input.read();
			if (next < 0) {
				throw new IOException("The head is incomplete");
			}
			head.append((char) next);
		}
		return head.toString();
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private void pipe(Socket socket, int port) throws IOException {
		Socket peer = new Socket("127.0.0.1", port);
		this.sockets.add(peer);
		start(() -> copy(peer, socket));
		copy(socket, peer);
	}

	private static void copy(Socket from, Socket to) {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// One side has ended: so does the other
		}
	}

	private void acceptAll() {
		while (!this.serverSocket.isClosed()) {
			try {
				Socket socket = this.serverSocket.accept();
				this.sockets.add(socket);
				start(() -> serve(socket));
			}
			catch (IOException ex) {
				// Closed
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			this.protocol.answer(this, socket);
		}
		catch (IOException ex) {
			// The gateway has gone
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "test-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.serverSocket.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private interface Protocol {

		void answer(TestProxy proxy, Socket socket) throws IOException;

	}

}
