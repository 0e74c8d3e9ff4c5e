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
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * A client that speaks HTTP/2 over plain TCP with prior knowledge, one frame at a time,
 * right or wrong as the test wants it. It acknowledges settings and pings, and grants no
 * more window than the test says.
 */
public final class RawHttp2Client implements AutoCloseable {

	/** Frame type. */
	public static final int DATA = 0x0;

	/** Frame type. */
	public static final int HEADERS = 0x1;

	/** Frame type. */
	public static final int RST_STREAM = 0x3;

	/** Frame type. */
	public static final int SETTINGS = 0x4;

	/** Frame type. */
	public static final int PING = 0x6;

	/** Frame type. */
	public static final int GOAWAY = 0x7;

	/** Frame type. */
	public static final int WINDOW_UPDATE = 0x8;

	/** Frame type. */
	public static final int CONTINUATION = 0x9;

	private static final int END_STREAM = 0x1;

	private static final int ACK = 0x1;

	private static final int END_HEADERS = 0x4;

	private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

	private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private RawHttp2Client(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(socket.getInputStream());
		this.out = socket.getOutputStream();
	}

	/**
	 * Connects, and begins with the preface and settings without a value.
	 * @param port the port
	 * @return the client
	 */
	public static RawHttp2Client connect(int port) {
		return connect(port, PREFACE).frame(SETTINGS, 0, 0);
	}

	/**
	 * Connects, and begins with something.
	 * @param port the port
	 * @param preface what to begin with
	 * @return the client
	 */
	public static RawHttp2Client connect(int port, String preface) {
		try {
			Socket socket = new Socket("127.0.0.1", port);
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(20_000);
			RawHttp2Client client = new RawHttp2Client(socket);
			client.out.write(preface.getBytes(StandardCharsets.US_ASCII));
			return client;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends a request without content.
	 * @param stream the stream
	 * @param target the target
	 * @param fields more fields, each name before its value
	 * @return this
	 */
	public RawHttp2Client get(int stream, String target, String... fields) {
		return headers(stream, true, request("GET", target, fields));
	}

	/**
	 * Sends the head of a request that has content.
	 * @param stream the stream
	 * @param target the target
	 * @param fields more fields, each name before its value
	 * @return this
	 */
	public RawHttp2Client post(int stream, String target, String... fields) {
		return headers(stream, false, request("POST", target, fields));
	}

	private static String[] request(String method, String target, String... fields) {
		List<String> all = new ArrayList<>(
				List.of(":method", method, ":scheme", "http", ":authority", "gateway.test", ":path", target));
		all.addAll(List.of(fields));
		return all.toArray(String[]::new);
	}

	/**
	 * Sends a frame of header fields.
	 * @param stream the stream
	 * @param last whether the stream ends with it
	 * @param fields the fields, each name before its value
	 * @return this
	 */
	public RawHttp2Client headers(int stream, boolean last, String... fields) {
		return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, encode(fields));
	}

	/**
	 * Sends a frame of content.
	 * @param stream the stream
	 * @param text the content
	 * @param last whether the stream ends with it
	 * @return this
	 */
	public RawHttp2Client data(int stream, String text, boolean last) {
		return frame(DATA, last ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Resets a stream.
	 * @param stream the stream
	 * @param code the error code
	 * @return this
	 */
	public RawHttp2Client reset(int stream, int code) {
		return frame(RST_STREAM, 0, stream, number(code));
	}

	/**
	 * Grants window to the server.
	 * @param stream the stream, or 0 for the connection
	 * @param bytes the number of bytes
	 * @return this
	 */
	public RawHttp2Client grant(int stream, int bytes) {
		return frame(WINDOW_UPDATE, 0, stream, number(bytes));
	}

	/**
	 * Sends a frame.
	 * @param type the type
	 * @param flags the flags
	 * @param stream the stream
	 * @param payload the payload
	 * @return this
	 */
	public RawHttp2Client frame(int type, int flags, int stream, byte... payload) {
		byte[] frame = new byte[9 + payload.length];
		frame[0] = (byte) (payload.length >> 16);
		frame[1] = (byte) (payload.length >> 8);
		frame[2] = (byte) payload.length;
		frame[3] = (byte) type;
		frame[4] = (byte) flags;
		System.arraycopy(number(stream), 0, frame, 5, 4);
		System.arraycopy(payload, 0, frame, 9, payload.length);
		return send(frame);
	}

	/**
	 * Sends bytes as they are. That the server has closed is left to the reading side.
	 * @param bytes the bytes
	 * @return this
	 */
	public RawHttp2Client send(byte[] bytes) {
		try {
			this.out.write(bytes);
		}
		catch (IOException ex) {
			// What the server sent before it closed can be read all the same.
		}
		return this;
	}

	/**
	 * Sends frames of the connection and reads nothing, until the server has closed or
	 * all are sent.
	 * @param type the type
	 * @param length the length of the payload
	 * @param count the number of frames
	 */
	public void flood(int type, int length, int count) {
		int size = 9 + length;
		byte[] frames = new byte[1000 * size];
		for (int i = 0; i < 1000; i++) {
			frames[i * size + 2] = (byte) length;
			frames[i * size + 3] = (byte) type;
		}
		try {
			for (int sent = 0; sent < count; sent += 1000) {
				this.out.write(frames);
			}
		}
		catch (IOException ex) {
			// The server has closed.
		}
	}

	/**
	 * Reads until the server has closed, whatever comes.
	 */
	public void awaitEnd() {
		try {
			this.in.transferTo(OutputStream.nullOutputStream());
		}
		catch (SocketTimeoutException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (IOException ex) {
			// A reset is an end as well.
		}
	}

	/**
	 * Encodes fields literally, without a table and without Huffman coding.
	 * @param fields the fields, each name before its value
	 * @return the block
	 */
	public static byte[] encode(String... fields) {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		for (int i = 0; i < fields.length; i += 2) {
			block.write(0);
			string(block, fields[i]);
			string(block, fields[i + 1]);
		}
		return block.toByteArray();
	}

	private static void string(ByteArrayOutputStream block, String text) {
		int length = text.length();
		if (length < 127) {
			block.write(length);
		}
		else {
			block.write(127);
			for (length -= 127; length >= 128; length >>= 7) {
				block.write(length & 0x7f | 0x80);
			}
			block.write(length);
		}
		block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static byte[] number(int value) {
		return new byte[] { (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value };
	}

	/**
	 * Reads a frame of a type on a stream, and skips others.
	 * @param type the type
	 * @param stream the stream
	 * @return the frame
	 */
	public Frame await(int type, int stream) {
		for (Frame frame = read(); true; frame = read()) {
			if (frame.type() == type && frame.stream() == stream) {
				return frame;
			}
			if (frame.type() == GOAWAY || (frame.type() == RST_STREAM && frame.stream() == stream)) {
				throw new IllegalStateException("Expected type " + type + " on " + stream + " but got " + frame);
			}
		}
	}

	/**
	 * Reads the next grant of window for a stream. Grants for the connection are skipped:
	 * they are the same or more.
	 * @param stream the stream
	 * @return the number of bytes, 0 if none came for a second
	 */
	public int nextGrant(int stream) {
		try {
			this.socket.setSoTimeout(1000);
			while (true) {
				Frame frame = readOrEnd();
				if (frame.type() == WINDOW_UPDATE && frame.stream() == stream) {
					return frame.number(0);
				}
			}
		}
		catch (SocketTimeoutException ex) {
			return 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			setTimeout();
		}
	}

	private void setTimeout() {
		try {
			this.socket.setSoTimeout(20_000);
		}
		catch (SocketException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads until the server says that it closes the connection, and until it has.
	 * @return the error code, -1 if it closed without saying
	 */
	public int awaitGoAway() {
		int code = -1;
		try {
			while (true) {
				Frame frame = readOrEnd();
				if (frame.type() == GOAWAY) {
					code = frame.number(4);
				}
			}
		}
		catch (EOFException | SocketException ex) {
			return code;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads a response to its end, and drops what comes on other streams.
	 * @param stream the stream
	 * @return the response
	 */
	public Response awaitResponse(int stream) {
		List<Map.Entry<String, List<String>>> heads = new ArrayList<>();
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int reset = -1;
		for (boolean last = false; !last;) {
			Frame frame = read();
			if (frame.type() == GOAWAY) {
				throw new IllegalStateException("The connection ends: " + frame);
			}
			if (frame.stream() != stream) {
				continue;
			}
			last = frame.isLast();
			if (frame.type() == HEADERS) {
				heads.add(decode(frame));
			}
			else if (frame.type() == DATA) {
				body.writeBytes(frame.payload());
				if (frame.payload().length > 0) {
					grant(0, frame.payload().length);
					if (!last) {
						grant(stream, frame.payload().length);
					}
				}
			}
			else if (frame.type() == RST_STREAM) {
				reset = frame.number(0);
				last = true;
			}
		}
		return new Response(heads, body.toByteArray(), reset);
	}

	/**
	 * Decodes a frame of header fields. All of them have to be decoded, in order.
	 * @param frame the frame
	 * @return the status, empty for trailers, and the fields as lines
	 */
	public Map.Entry<String, List<String>> decode(Frame frame) {
		try {
			Http2Headers headers = this.decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
			List<String> lines = new ArrayList<>();
			headers.forEach((field) -> {
				if (field.getKey().charAt(0) != ':') {
					lines.add(field.getKey() + ": " + field.getValue());
				}
			});
			return Map.entry((headers.status() != null) ? headers.status().toString() : "", lines);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Reads any frame but settings and pings.
	 * @return the frame
	 */
	public Frame read() {
		try {
			return readOrEnd();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Frame readOrEnd() throws IOException {
		while (true) {
			int length = (this.in.readUnsignedByte() << 16) | this.in.readUnsignedShort();
			int type = this.in.readUnsignedByte();
			int flags = this.in.readUnsignedByte();
			int stream = this.in.readInt() & 0x7fffffff;
			byte[] payload = this.in.readNBytes(length);
			if (type != SETTINGS && type != PING) {
				return new Frame(type, flags, stream, payload);
			}
			if ((flags & ACK) == 0) {
				frame(type, ACK, 0, (type == PING) ? payload : new byte[0]);
			}
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A frame.
	 *
	 * @param type the type
	 * @param flags the flags
	 * @param stream the stream
	 * @param payload the payload
	 */
	public record Frame(int type, int flags, int stream, byte[] payload) {

		boolean isLast() {
			return (type() == DATA || type() == HEADERS) && (flags() & END_STREAM) != 0;
		}

		/**
		 * Returns a number in the payload.
		 * @param offset where it begins
		 * @return the number
		 */
		public int number(int offset) {
			return Unpooled.wrappedBuffer(this.payload).getInt(offset);
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "type %d on stream %d: %s", this.type, this.stream,
					new String(this.payload, StandardCharsets.ISO_8859_1));
		}

	}

	/**
	 * A response.
	 *
	 * @param heads interim heads, the head, and trailers: the status, empty for trailers,
	 * and the fields
	 * @param body the content
	 * @param reset the error code if the stream was reset, else -1
	 */
	public record Response(List<Map.Entry<String, List<String>>> heads, byte[] body, int reset) {

		/**
		 * Returns the final status.
		 * @return the status
		 */
		public int status() {
			return this.heads.stream()
				.map(Map.Entry::getKey)
				.filter((status) -> !status.isEmpty() && !status.startsWith("1"))
				.mapToInt(Integer::parseInt)
				.findFirst()
				.orElseThrow();
		}

		/**
		 * Returns the content.
		 * @return the content
		 */
		public String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/**
		 * Returns the fields of a head.
		 * @param status the status, empty for trailers
		 * @return the fields as lines
		 */
		public List<String> fields(String status) {
			return this.heads.stream()
				.filter((head) -> head.getKey().equals(status))
				.findFirst()
				.map(Map.Entry::getValue)
				.orElseThrow();
		}

	}

}
