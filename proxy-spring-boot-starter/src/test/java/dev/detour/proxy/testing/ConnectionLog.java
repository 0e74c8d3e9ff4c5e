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

import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What is known of one connection, guarded by the upstream's monitor.
 */
final class ConnectionLog {

	private final Monitor monitor;

	private final int index;

	private final RecordedBytes.Recorder received = new RecordedBytes.Recorder();

	private Optional<String> serverName = Optional.empty();

	private Optional<String> clientCertificate = Optional.empty();

	private Optional<String> problem = Optional.empty();

	private Optional<ConnectionEnd> end = Optional.empty();

	private final CountDownLatch over = new CountDownLatch(1);

	private boolean idle;

	ConnectionLog(Monitor monitor, int index) {
		this.monitor = monitor;
		this.index = index;
	}

	int index() {
		return this.index;
	}

	void received(byte[] bytes, int offset, int count) {
		this.monitor.update(() -> this.received.append(bytes, offset, count));
	}

	void serverName(String name) {
		this.monitor.update(() -> this.serverName = Optional.of(name));
	}

	void clientCertificate(String subject) {
		this.monitor.update(() -> this.clientCertificate = Optional.of(subject));
	}

	void problem(Exception ex) {
		this.monitor.update(() -> this.problem = Optional.of(ex.toString()));
	}

	void idle(boolean idle) {
		this.monitor.update(() -> this.idle = idle);
	}

	/**
	 * Notes the first end of the connection; later ones follow from it.
	 */
	void end(ConnectionEnd end) {
		this.monitor.update(() -> {
			if (this.end.isEmpty()) {
				this.end = Optional.of(end);
			}
		});
		this.over.countDown();
	}

	void endedByClient(SocketEnd end) {
		end((end == SocketEnd.FIN) ? ConnectionEnd.CLIENT_FIN : ConnectionEnd.CLIENT_RST);
	}

	/**
	 * Waits for the end without a limit: for scripts, not for tests.
	 */
	void awaitOver() throws InterruptedException {
		this.over.await();
	}

	boolean isIdle() {
		return this.monitor.read(() -> this.idle && this.end.isEmpty());
	}

	boolean hasEnded() {
		return end().isPresent();
	}

	Optional<ConnectionEnd> end() {
		return this.monitor.read(() -> this.end);
	}

	Optional<String> problem() {
		return this.monitor.read(() -> this.problem);
	}

	RecordedConnection snapshot() {
		return this.monitor.read(() -> new RecordedConnection(this.index, this.received.snapshot(), this.serverName,
				this.clientCertificate, this.problem, this.end));
	}

}
