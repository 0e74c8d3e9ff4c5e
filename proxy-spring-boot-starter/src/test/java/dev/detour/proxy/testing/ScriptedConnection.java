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
import java.net.Socket;
import java.util.Optional;

import javax.net.ssl.SSLException;

/**
 * One accepted connection with the thread that performs its scripts.
 */
final class ScriptedConnection {

	private final UpstreamLog upstreamLog;

	private final ConnectionLog log;

	private final ScriptQueue scripts;

	private final Transport transport;

	private final Thread thread;

	private int exchanges;

	ScriptedConnection(Socket socket, Optional<UpstreamTls> tls, UpstreamLog upstreamLog, ConnectionLog log,
			ScriptQueue scripts) throws IOException {
		this.upstreamLog = upstreamLog;
		this.log = log;
		this.scripts = scripts;
		this.transport = new Transport(socket, tls, log);
		this.thread = new Thread(this::run, "upstream-connection-" + log.index());
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	private void run() {
		try {
			Optional<Script> first = this.scripts.takeOnAccept();
			if (first.isPresent()) {
				perform(first.get());
			}
			while (awaitRequest()) {
				perform(this.scripts.take());
			}
		}
		catch (SSLException | MalformedMessageException | RuntimeException ex) {
			this.log.problem(ex);
		}
		catch (IOException ex) {
			// The connection's end is on record
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			end(SocketEnd.FIN);
		}
	}

	private void perform(Script script) throws IOException, InterruptedException {
		new ScriptedExchange(this, this.transport,
				() -> this.upstreamLog.beginRequest(this.log.index(), this.exchanges++))
			.perform(script);
	}

	private boolean awaitRequest() throws IOException {
		if (hasEnded()) {
			return false;
		}
		this.transport.handshake();
		this.log.idle(true);
		try {
			return this.transport.input().awaitByte() && !hasEnded();
		}
		finally {
			this.log.idle(false);
		}
	}

	boolean isIdle() {
		return this.log.isIdle();
	}

	boolean hasEnded() {
		return this.log.hasEnded();
	}

	void awaitEnd() throws InterruptedException {
		this.log.awaitOver();
	}

	void endedByClient(SocketEnd end) {
		this.log.endedByClient(end);
	}

	/**
	 * Ends the connection at once.
	 */
	void end(SocketEnd end) {
		this.log.end(ConnectionEnd.byUpstream(end));
		try {
			if (end == SocketEnd.RST) {
				this.transport.reset();
			}
			else {
				this.transport.finish();
			}
		}
		catch (IOException ex) {
			// It has already ended in another way
		}
		finally {
			close();
		}
	}

	/**
	 * Ends the connection with a FIN, which would be a reset while there is something
	 * unread. So it is closed only when the client has closed it too.
	 */
	void endAndDrain(Ending ending) {
		this.log.end(ConnectionEnd.UPSTREAM_FIN);
		try {
			ending.run();
			this.transport.drain();
		}
		catch (IOException ex) {
			// It has already ended in another way
		}
		finally {
			close();
		}
	}

	private void close() {
		try {
			this.transport.close();
		}
		catch (IOException ex) {
			// There is nothing left to close
		}
	}

	/**
	 * Ends the connection at once, whatever its thread is doing.
	 */
	void shutDown(SocketEnd end) {
		if (end == SocketEnd.RST) {
			end(end);
		}
		this.log.end(ConnectionEnd.UPSTREAM_FIN);
		close();
		this.thread.interrupt();
	}

	void join() {
		Monitor.join(this.thread);
	}

	/**
	 * How the sending of data ends.
	 */
	@FunctionalInterface
	interface Ending {

		void run() throws IOException;

	}

}
