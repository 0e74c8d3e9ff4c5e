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
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One script being performed on a connection.
 */
final class ScriptedExchange {

	private final ScriptedConnection connection;

	private final Transport transport;

	private final Supplier<Message> begin;

	private Optional<Message> request = Optional.empty();

	private Optional<BodyReader> body = Optional.empty();

	ScriptedExchange(ScriptedConnection connection, Transport transport, Supplier<Message> begin) {
		this.connection = connection;
		this.transport = transport;
		this.begin = begin;
	}

	void perform(Script script) throws IOException, InterruptedException {
		for (Step step : script.steps()) {
			if (this.connection.hasEnded()) {
				return;
			}
			step.perform(this);
		}
		if (this.request.isPresent() && !this.connection.hasEnded()) {
			readHead(Integer.MAX_VALUE);
			readBody(Long.MAX_VALUE);
		}
	}

	void handshake() throws IOException {
		this.transport.handshake();
	}

	void readHead(int atMost) throws IOException {
		handshake();
		if (this.request.isEmpty()) {
			this.request = Optional.of(this.begin.get());
		}
		Message message = this.request.get();
		if (message.isHeadComplete()) {
			return;
		}
		try {
			this.transport.input().limit(atMost);
			new HeadReader(this.transport.input()).read(message, atMost);
			if (message.isHeadComplete()) {
				this.body = Optional.of(BodyReader.ofRequest(this.transport.input(), message));
			}
		}
		finally {
			message.settle();
		}
	}

	void readBody(long atMost) throws IOException {
		if (this.body.isPresent()) {
			this.body.get().read(atMost);
		}
	}

	boolean isRequestMethod(String method) {
		return this.request.isPresent() && this.request.get().startLine().startsWith(method + " ");
	}

	void write(byte[] bytes, int offset, int count) throws IOException {
		try {
			this.transport.output().write(bytes, offset, count);
		}
		catch (IOException ex) {
			this.connection.endedByClient(SocketEnd.RST);
			throw ex;
		}
	}

	void flush() throws IOException {
		try {
			this.transport.output().flush();
		}
		catch (IOException ex) {
			this.connection.endedByClient(SocketEnd.RST);
			throw ex;
		}
	}

	/**
	 * Notices from now on when the client leaves, unless there is still something to
	 * read.
	 */
	void watch() {
		if (isRequestComplete()) {
			this.transport.input().watch();
		}
	}

	private boolean isRequestComplete() {
		return this.request.isPresent() && this.request.get().isComplete();
	}

	void stall(Gate gate) throws InterruptedException {
		watch();
		gate.pass();
	}

	void hold() throws IOException, InterruptedException {
		if (this.transport.awaitsHandshake()) {
			this.transport.drain();
		}
		watch();
		this.connection.awaitEnd();
	}

	void echo() throws IOException {
		byte[] bytes = new byte[8192];
		int count = this.transport.input().read(bytes, 0, bytes.length);
		while (count >= 0) {
			write(bytes, 0, count);
			flush();
			count = this.transport.input().read(bytes, 0, bytes.length);
		}
		end(SocketEnd.FIN);
	}

	void end(SocketEnd end) {
		if (end == SocketEnd.FIN && !isRequestComplete()) {
			this.connection.endAndDrain(this.transport::finish);
		}
		else {
			this.connection.end(end);
		}
	}

	void truncate() {
		this.connection.endAndDrain(this.transport::truncate);
	}

}
