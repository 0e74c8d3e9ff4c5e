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
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

import dev.detour.proxy.testing.Response.Framing;
import dev.detour.proxy.testing.Response.Part;
import dev.detour.proxy.testing.Response.Stop;

/**
 * Writes one response, up to the point where it is to be cut off. What has no stop and no
 * chunk's end in it goes out together.
 */
final class ResponseWriter {

	private static final int LARGE = 64 * 1024;

	private static final Comparator<Stop> ORDER = Comparator.comparing(Stop::part).thenComparing(Stop::offset);

	private final ScriptedExchange exchange;

	private final Response response;

	private final Deque<Stop> stops;

	private Part part = Part.HEAD;

	private long written;

	private boolean cut;

	ResponseWriter(ScriptedExchange exchange, Response response) {
		this.exchange = exchange;
		this.response = response;
		this.stops = new ArrayDeque<>(response.stops().stream().sorted(ORDER).toList());
	}

	void write() throws IOException, InterruptedException {
		byte[] head = this.response.head().getBytes(StandardCharsets.ISO_8859_1);
		if (isLarge()) {
			this.exchange.watch();
		}
		begin(Part.HEAD);
		content(head, 0, head.length);
		begin(Part.BODY);
		if (!isBodiless()) {
			writeBody();
		}
		this.exchange.flush();
	}

	private boolean isLarge() {
		return this.response.body().stream().mapToLong(GeneratedBody::size).sum() > LARGE;
	}

	private boolean isBodiless() {
		return this.exchange.isRequestMethod("HEAD");
	}

	private void writeBody() throws IOException, InterruptedException {
		boolean chunked = this.response.framing() == Framing.CHUNKED;
		for (GeneratedBody body : this.response.body()) {
			if (chunked) {
				frame(Long.toHexString(body.size()) + "\r\n");
			}
			body.writeTo(this::content);
			if (chunked) {
				frame("\r\n");
				this.exchange.flush();
			}
		}
		begin(Part.END);
		if (chunked) {
			StringBuilder end = new StringBuilder("0\r\n");
			this.response.trailers().forEach((line) -> end.append(line).append("\r\n"));
			frame(end.append("\r\n").toString());
		}
	}

	private void begin(Part part) throws IOException, InterruptedException {
		Stop next = this.stops.peek();
		if (next != null && next.part().compareTo(part) < 0) {
			throw new IllegalStateException("%s lies behind the end of its part".formatted(next));
		}
		this.part = part;
		this.written = 0;
		stopIfDue();
	}

	private void frame(String text) throws IOException {
		if (!this.cut) {
			byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
			this.exchange.write(bytes, 0, bytes.length);
		}
	}

	private void content(byte[] bytes, int offset, int count) throws IOException, InterruptedException {
		int position = offset;
		while (position < offset + count && !this.cut) {
			int size = (int) Math.min(offset + count - position, untilStop());
			this.exchange.write(bytes, position, size);
			position += size;
			this.written += size;
			stopIfDue();
		}
	}

	private long untilStop() {
		Stop next = this.stops.peek();
		return (next != null && next.part() == this.part) ? next.offset() - this.written : Long.MAX_VALUE;
	}

	private void stopIfDue() throws IOException, InterruptedException {
		while (!this.cut && !this.stops.isEmpty() && untilStop() <= 0) {
			Stop stop = this.stops.remove();
			this.exchange.flush();
			if (stop.gate().isPresent()) {
				this.exchange.stall(stop.gate().get());
			}
			this.cut = stop.gate().isEmpty();
		}
	}

}
