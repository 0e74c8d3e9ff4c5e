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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * A peer whose connections begin with a header of the PROXY protocol. It answers any
 * number of requests without content on a connection, by what the header said.
 */
public final class AnnouncedPeer implements AutoCloseable {

	private final ServerSocket server;

	private final @Nullable SSLContext tls;

	private final Kind kind;

	private final List<String> headers = new CopyOnWriteArrayList<>();

	private AnnouncedPeer(@Nullable SSLContext tls, Kind kind) {
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.tls = tls;
		this.kind = kind;
		Thread thread = new Thread(this::accept, "announced-peer");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Starts a peer without TLS.
	 * @return the peer
	 */
	public static AnnouncedPeer start() {
		return new AnnouncedPeer(null, Kind.HTTP_1);
	}

	/**
	 * Starts a peer with TLS after the header.
	 * @param tls the keys
	 * @return the peer
	 */
	public static AnnouncedPeer start(SSLContext tls) {
		return new AnnouncedPeer(tls, Kind.HTTP_1);
	}

	/**
	 * Starts a peer that speaks HTTP/2, with prior knowledge.
	 * @return the peer
	 */
	public static AnnouncedPeer startHttp2() {
		return new AnnouncedPeer(null, Kind.HTTP_2);
	}

	/**
	 * Starts a peer that closes every connection after the header.
	 * @return the peer
	 */
	public static AnnouncedPeer startClosing() {
		return new AnnouncedPeer(null, Kind.CLOSING);
	}

	/**
	 * Returns where it listens.
	 * @return the port
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Returns the headers so far, one for each connection.
	 * @return the headers, those of version 1 as they were, those of version 2 as
	 * {@code v2 PROXY 192.0.2.7 198.51.100.1 4711 443}
	 */
	public List<String> headers() {
		return this.headers;
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				Thread thread = new Thread(() -> serve(socket), "announced-peer-connection");
				thread.setDaemon(true);
				thread.start();
			}
			catch (IOException ex) {
				// Closed.
			}
		}
	}

	private void serve(Socket socket) {
		try (Socket open = socket) {
			String header = readHeader(open.getInputStream());
			this.headers.add(header);
			if (this.kind == Kind.HTTP_1) {
				answer((this.tls != null) ? secured(open, this.tls) : open, header);
			}
			else if (this.kind == Kind.HTTP_2) {
				answerHttp2(open, header);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			// The gateway has gone.
		}
	}

	private static Socket secured(Socket plain, SSLContext tls) throws IOException {
		SSLSocket socket = (SSLSocket) tls.getSocketFactory()
			.createSocket(plain, new ByteArrayInputStream(new byte[0]), true);
		socket.startHandshake();
		return socket;
	}

	private static void answer(Socket socket, String header) throws IOException {
		while (!readUntil(socket.getInputStream(), "\r\n\r\n").isEmpty()) {
			socket.getOutputStream()
				.write(("HTTP/1.1 200 OK\r\nContent-Length: " + header.length() + "\r\n\r\n" + header)
					.getBytes(StandardCharsets.US_ASCII));
		}
	}

	private static void answerHttp2(Socket socket, String header) throws IOException {
		Http2Wire wire = new Http2Wire(socket).open();
		while (true) {
			int stream = wire.readRequest().stream();
			wire.headers(stream, false, ":status", "200").data(stream, true, header);
		}
	}

	private static String readHeader(InputStream in) throws IOException {
		int first = in.read();
		if (first == 'P') {
			return "P" + readUntil(in, "\r\n").strip();
		}
		in.skipNBytes(11);
		int command = in.read() & 0xf;
		int family = in.read() >> 4;
		byte[] payload = in.readNBytes((in.read() << 8) | in.read());
		String text = "v2 " + ((command == 1) ? "PROXY" : "LOCAL");
		int length = (family == 1) ? 4 : (family == 2) ? 16 : 0;
		return (length == 0) ? text
				: text + " " + NetUtil.bytesToIpAddress(payload, 0, length) + " "
						+ NetUtil.bytesToIpAddress(payload, length, length) + " " + number(payload, 2 * length) + " "
						+ number(payload, 2 * length + 2);
	}

	private static int number(byte[] bytes, int index) {
		return ((bytes[index] & 0xff) << 8) | (bytes[index + 1] & 0xff);
	}

	private static String readUntil(InputStream in, String end) throws IOException {
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		for (int next = in.read(); next >= 0; next = in.read()) {
			read.write(next);
			if (read.toString(StandardCharsets.US_ASCII).endsWith(end)) {
				return read.toString(StandardCharsets.US_ASCII);
			}
		}
		return "";
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

	private enum Kind {

		HTTP_1, HTTP_2, CLOSING

	}

}
