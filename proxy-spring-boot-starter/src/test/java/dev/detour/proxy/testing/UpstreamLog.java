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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Everything that an upstream has seen.
 */
final class UpstreamLog {

	private final Monitor monitor = new Monitor();

	private final List<ConnectionLog> connections = new ArrayList<>();

	private final List<Entry> requests = new ArrayList<>();

	ConnectionLog beginConnection() {
		return this.monitor.read(() -> {
			ConnectionLog connection = new ConnectionLog(this.monitor, this.connections.size());
			this.monitor.update(() -> this.connections.add(connection));
			return connection;
		});
	}

	Message beginRequest(int connection, int exchange) {
		Message message = new Message(this.monitor);
		this.monitor.update(() -> this.requests.add(new Entry(connection, exchange, message)));
		return message;
	}

	List<RecordedConnection> connections() {
		return this.monitor.read(() -> this.connections.stream().map(ConnectionLog::snapshot).toList());
	}

	List<RecordedRequest> requests() {
		return this.monitor.read(() -> this.requests.stream().filter(Entry::hasBegun).map(Entry::snapshot).toList());
	}

	void awaitConnections(int count) {
		this.monitor.await(() -> "%d connections, but %d".formatted(count, this.connections.size()),
				() -> this.connections.size() >= count);
	}

	ConnectionEnd awaitEnd(int connection) {
		return await(connection, "end", ConnectionLog::end);
	}

	String awaitProblem(int connection) {
		return await(connection, "problem", ConnectionLog::problem);
	}

	private <T> T await(int connection, String what, Function<ConnectionLog, Optional<T>> fact) {
		awaitConnections(connection + 1);
		ConnectionLog log = this.monitor.read(() -> this.connections.get(connection));
		this.monitor.await(() -> "%s of connection %d".formatted(what, connection), () -> fact.apply(log).isPresent());
		return fact.apply(log).orElseThrow();
	}

	void awaitIdle(int count) {
		this.monitor.await(() -> "%d idle connections, but %d".formatted(count, countIdle()),
				() -> countIdle() >= count);
	}

	private long countIdle() {
		return this.connections.stream().filter(ConnectionLog::isIdle).count();
	}

	void awaitRequests(int count) {
		awaitRequests(count, "requests", (entry) -> entry.hasBegun() && entry.message().isSettled());
	}

	void awaitCompleteRequests(int count) {
		awaitRequests(count, "complete requests", (entry) -> entry.message().isComplete());
	}

	private void awaitRequests(int count, String what, Predicate<Entry> condition) {
		this.monitor.await(() -> "%d %s, but %s".formatted(count, what, requests()),
				() -> this.requests.stream().filter(condition).count() >= count);
	}

	private record Entry(int connection, int exchange, Message message) {

		boolean hasBegun() {
			return this.message.hasBegun();
		}

		RecordedRequest snapshot() {
			return RecordedRequest.of(this.connection, this.exchange, this.message);
		}

	}

}
