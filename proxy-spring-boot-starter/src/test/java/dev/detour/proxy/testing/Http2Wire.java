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
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of an HTTP/2 connection, frame by frame. Nothing is sent but what a
 * script says, except acknowledgements, which can be switched off.
 */
public final class Http2Wire implements AutoCloseable {

	public static final int DATA = 0;

	public static final int HEADERS = 1;

	public static final int RST_STREAM = 3;

	public static final int SETTINGS = 4;

	public static final int PING = 6;

	public static final int GOAWAY = 7;

	public static final int WINDOW_UPDATE = 8;

	public static final int CONTINUATION = 9;

	public static final int END_STREAM = 1;

	public static final int ACK = 1;

	public static final int END_HEADERS = 4;

	private static final int PREFACE_LENGTH = 24;

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private @Nullable ByteArrayOutputStream kept;

	private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

	private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();

	private final List<Frame> frames = new CopyOnWriteArrayList<>();

	private final Queue<Frame> unread = new ArrayDeque<>();

	private boolean acknowledging = true;

	Http2Wire(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(socket.getInputStream());
		this.out = socket.getOutputStream();
	}

	/**
	 * Stops to acknowledge settings and pings.
	 * @return this
	 */
	public Http2Wire withoutAcknowledgements() {
		this.acknowledging = false;
		return this;
	}

	/**
	 * Reads the client's preface and sends settings.
	 * @param settings pairs of number and value
	 * @return this
	 */
	public Http2Wire open(int... settings) {
		readPreface();
		return settings(settings);
	}

	public void readPreface() {
		try {
			byte[] preface = this.in.readNBytes(PREFACE_LENGTH);
			if (!new String(preface, StandardCharsets.US_ASCII).startsWith("PRI * HTTP/2.0")) {
				throw new MalformedMessageException("No HTTP/2 preface");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Http2Wire settings(int... settings) {
		ByteBuf payload = Unpooled.buffer();
		for (int i = 0; i < settings.length; i += 2) {
			payload.writeShort(settings[i]).writeInt(settings[i + 1]);
		}
		return frame(SETTINGS, 0, 0, ByteBufUtil.getBytes(payload));
	}

	public Http2Wire headers(int stream, boolean last, String... fields) {
		Http2Headers headers = new DefaultHttp2Headers(false);
		for (int i = 0; i < fields.length; i += 2) {
			headers.add(fields[i], fields[i + 1]);
		}
		ByteBuf block = Unpooled.buffer();
		try {
			this.encoder.encodeHeaders(stream, headers, block);
		}
		catch (Http2Exception ex) {
			throw new IllegalArgumentException(ex);
		}
		return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, ByteBufUtil.getBytes(block));
	}

	public Http2Wire data(int stream, boolean last, String content) {
		return frame(DATA, last ? END_STREAM : 0, stream, content.getBytes(StandardCharsets.ISO_8859_1));
	}

	public Http2Wire respond(int stream, String content) {
		headers(stream, false, ":status", "200");
		return data(stream, true, content);
	}

	public Http2Wire reset(int stream, Http2Error error) {
		return frame(RST_STREAM, 0, stream, ByteBufUtil.getBytes(Unpooled.copyInt((int) error.code())));
	}

	public Http2Wire goAway(int lastStream, Http2Error error) {
		return frame(GOAWAY, 0, 0, ByteBufUtil.getBytes(Unpooled.copyInt(lastStream, (int) error.code())));
	}

	public Http2Wire windowUpdate(int stream, int bytes) {
		return frame(WINDOW_UPDATE, 0, stream, ByteBufUtil.getBytes(Unpooled.copyInt(bytes)));
	}

	public Http2Wire frame(int type, int flags, int stream, byte[] payload) {
		ByteBuf frame = Unpooled.buffer();
		frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream).writeBytes(payload);
		return raw(ByteBufUtil.getBytes(frame));
	}

	/**
	 * Writes several frames at once, so that they are read at once.
	 * @param frames writes the frames
	 * @return this wire
	 */
	public Http2Wire together(Consumer<Http2Wire> frames) {
		ByteArrayOutputStream kept = new ByteArrayOutputStream();
		this.kept = kept;
		frames.accept(this);
		this.kept = null;
		return raw(kept.toByteArray());
	}

	public Http2Wire raw(byte[] bytes) {
		try {
			ByteArrayOutputStream kept = this.kept;
			if (kept != null) {
				kept.write(bytes);
				return this;
			}
			this.out.write(bytes);
			this.out.flush();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads the head of a request.
	 * @return the frame
	 */
	public Frame readHead() {
		return read((frame) -> frame.type() == HEADERS);
	}

	/**
	 * Reads a request to its end.
	 * @return the frame with the head
	 */
	public Frame readRequest() {
		Frame head = readHead();
		if (!head.isLast()) {
			read((frame) -> frame.stream() == head.stream() && frame.isLast());
		}
		return head;
	}

	/**
	 * Reads until there is a frame of this type for this stream.
	 * @param type the type
	 * @param stream the stream
	 * @return the frame
	 */
	public Frame await(int type, int stream) {
		return read((frame) -> frame.type() == type && frame.stream() == stream && (frame.flags() & ACK) == 0);
	}

	/**
	 * Reads until the client has answered a ping.
	 */
	public void awaitPong() {
		read((frame) -> frame.type() == PING && (frame.flags() & ACK) != 0);
	}

	/**
	 * Reads until the client has opened the window of a stream, or answered a ping.
	 * @param stream the stream
	 * @return whichever comes first
	 */
	public Frame awaitUpdateOrPong(int stream) {
		return read((frame) -> (frame.type() == WINDOW_UPDATE && frame.stream() == stream)
				|| (frame.type() == PING && (frame.flags() & ACK) != 0));
	}

	/**
	 * Reads something of an HTTP/1.1 request, and answers.
	 * @param response the response
	 */
	public void readHttp1(String response) {
		try {
			int matched = 0;
			while (matched < 4) {
				int next = this.in.read();
				matched = (next == "\r\n\r\n".charAt(matched)) ? matched + 1 : 0;
			}
			raw(response.getBytes(StandardCharsets.US_ASCII));
			this.in.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads until the client closes the connection.
	 */
	public void awaitClose() {
		try {
			read((frame) -> false);
		}
		catch (UncheckedIOException ex) {
			// That is what was waited for.
		}
	}

	private Frame read(Predicate<Frame> wanted) {
		for (Frame frame : this.unread) {
			if (wanted.test(frame)) {
				this.unread.remove(frame);
				return frame;
			}
		}
		try {
			while (true) {
				Frame frame = readFrame();
				this.frames.add(frame);
				if (wanted.test(frame)) {
					return frame;
				}
				this.unread.add(frame);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Frame readFrame() throws IOException, Http2Exception {
		int length = (this.in.readUnsignedByte() << 16) | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt() & Integer.MAX_VALUE;
		byte[] payload = this.in.readNBytes(length);
		if (payload.length < length) {
			throw new EOFException();
		}
		if (this.acknowledging && (type == SETTINGS || type == PING) && (flags & ACK) == 0) {
			frame(type, ACK, 0, (type == PING) ? payload : new byte[0]);
		}
		if (type != HEADERS) {
			return new Frame(type, flags, stream, payload, new DefaultHttp2Headers());
		}
		if ((flags & END_HEADERS) == 0) {
			throw new MalformedMessageException("Heads in several frames are not supported here");
		}
		ByteBuf block = Unpooled.wrappedBuffer(payload);
		int skipped = ((flags & 0x20) != 0) ? 5 : 0;
		return new Frame(type, flags, stream, payload, this.decoder.decodeHeaders(stream, block.skipBytes(skipped)));
	}

	/**
	 * Returns all frames that the client sent, in their order.
	 * @return the frames
	 */
	public List<Frame> frames() {
		return this.frames;
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
	 * A frame that the client sent.
	 *
	 * @param type its type
	 * @param flags its flags
	 * @param stream its stream
	 * @param payload its payload
	 * @param headers the fields, if it has any
	 */
	public record Frame(int type, int flags, int stream, byte[] payload, Http2Headers headers) {

		public boolean isLast() {
			return (this.type == DATA || this.type == HEADERS) && (this.flags & END_STREAM) != 0;
		}

		public int code() {
			return Unpooled.wrappedBuffer(this.payload).getInt((this.type == GOAWAY) ? 4 : 0);
		}

		public List<String> lines() {
			List<String> lines = new ArrayList<>();
			this.headers.forEach((field) -> lines.add(field.getKey() + ": " + field.getValue()));
			return lines;
		}

	}

}
