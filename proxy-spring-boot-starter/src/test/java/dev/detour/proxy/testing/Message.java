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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An HTTP/1.1 message while it is received, however far it comes.
 */
final class Message {

	private final Monitor monitor;

	private final StringBuilder head = new StringBuilder();

	private final RecordedBytes.Recorder body = new RecordedBytes.Recorder();

	private final List<String> trailers = new ArrayList<>();

	private boolean headComplete;

	private boolean complete;

	private boolean settled;

	Message(Monitor monitor) {
		this.monitor = monitor;
	}

	void appendHead(String text, boolean last) {
		this.monitor.update(() -> {
			this.head.append(text);
			this.headComplete = last;
		});
	}

	void appendBody(byte[] bytes, int count) {
		this.monitor.update(() -> this.body.append(bytes, 0, count));
	}

	void appendTrailer(String line) {
		this.monitor.update(() -> this.trailers.add(line));
	}

	void end() {
		this.monitor.update(() -> this.complete = true);
	}

	/**
	 * Notes that the reader has read as much of the head as it wanted, or could.
	 */
	void settle() {
		this.monitor.update(() -> this.settled = true);
	}

	boolean isSettled() {
		return this.monitor.read(() -> this.settled);
	}

	boolean hasBegun() {
		return this.monitor.read(() -> !this.head.isEmpty());
	}

	boolean isHeadComplete() {
		return this.monitor.read(() -> this.headComplete);
	}

	boolean isComplete() {
		return this.monitor.read(() -> this.complete);
	}

	String head() {
		return this.monitor.read(this.head::toString);
	}

	String startLine() {
		return headLines().get(0);
	}

	List<String> headerLines() {
		List<String> lines = headLines();
		return List.copyOf(lines.subList(1, lines.size()));
	}

	private List<String> headLines() {
		return Arrays.asList(head().split("\r\n"));
	}

	List<String> trailers() {
		return this.monitor.read(() -> List.copyOf(this.trailers));
	}

	RecordedBytes body() {
		return this.monitor.read(this.body::snapshot);
	}

	List<String> values(String name) {
		return values(headerLines(), name);
	}

	Optional<String> value(String name) {
		return values(name).stream().findFirst();
	}

	boolean isChunked() {
		return values("Transfer-Encoding").stream()
			.anyMatch((value) -> value.toLowerCase(Locale.ROOT).contains("chunked"));
	}

	static List<String> values(List<String> lines, String name) {
		return lines.stream()
			.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
			.map((line) -> line.substring(name.length() + 1).strip())
			.toList();
	}

}
