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

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A response as a script wants it written, with the points at which writing stops.
 */
record Response(String version, int status, String reason, List<String> headers, Framing framing,
		List<GeneratedBody> body, List<String> trailers, List<Stop> stops) {

	Response {
		headers = List.copyOf(headers);
		body = List.copyOf(body);
		trailers = List.copyOf(trailers);
		stops = List.copyOf(stops);
	}

	static Response of(int status) {
		boolean bodiless = status < 200 || status == 204 || status == 304;
		Framing framing = bodiless ? Framing.NONE : Framing.LENGTH;
		return new Response("HTTP/1.1", status, "Scripted", List.of(), framing, List.of(), List.of(), List.of());
	}

	Response withVersion(String version) {
		return new Response(version, this.status, this.reason, this.headers, this.framing, this.body, this.trailers,
				this.stops);
	}

	Response withReason(String reason) {
		return new Response(this.version, this.status, reason, this.headers, this.framing, this.body, this.trailers,
				this.stops);
	}

	Response withHeader(String line) {
		return new Response(this.version, this.status, this.reason, append(this.headers, line), this.framing, this.body,
				this.trailers, this.stops);
	}

	Response withBody(Framing framing, List<GeneratedBody> body) {
		return new Response(this.version, this.status, this.reason, this.headers, framing, body, this.trailers,
				this.stops);
	}

	Response withTrailer(String line) {
		return new Response(this.version, this.status, this.reason, this.headers, this.framing, this.body,
				append(this.trailers, line), this.stops);
	}

	Response withStop(Stop stop) {
		return new Response(this.version, this.status, this.reason, this.headers, this.framing, this.body,
				this.trailers, append(this.stops, stop));
	}

	private static <T> List<T> append(List<T> list, T element) {
		return Stream.concat(list.stream(), Stream.of(element)).toList();
	}

	String head() {
		StringBuilder head = new StringBuilder();
		head.append("%s %d %s\r\n".formatted(this.version, this.status, this.reason));
		this.headers.forEach((line) -> head.append(line).append("\r\n"));
		switch (this.framing) {
			case LENGTH -> head.append("Content-Length: %d\r\n".formatted(bodySize()));
			case CHUNKED -> head.append("Transfer-Encoding: chunked\r\n");
			case NONE -> {
			}
		}
		return head.append("\r\n").toString();
	}

	private long bodySize() {
		return this.body.stream().mapToLong(GeneratedBody::size).sum();
	}

	/**
	 * How the end of the body is told.
	 */
	enum Framing {

		LENGTH, CHUNKED, NONE

	}

	/**
	 * A part of a response as it is written. The framing of chunks belongs to no part.
	 */
	enum Part {

		HEAD, BODY, END

	}

	/**
	 * A point at which writing stands still at a gate or, without a gate, ends.
	 */
	record Stop(Part part, long offset, Optional<Gate> gate) {

		static Stop cut(Part part, long offset) {
			return new Stop(part, offset, Optional.empty());
		}

		static Stop stall(Part part, long offset, Gate gate) {
			return new Stop(part, offset, Optional.of(gate));
		}

	}

}
