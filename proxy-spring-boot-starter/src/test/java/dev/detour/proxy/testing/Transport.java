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

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;

import javax.net.ssl.SSLSocket;

/**
 * The socket of one accepted connection, which is plain until the TLS handshake, if there
 * is to be one.
 */
final class Transport {

	private final Socket socket;

	private final Optional<UpstreamTls> tls;

	private final ConnectionLog log;

	private volatile Optional<SSLSocket> secured = Optional.empty();

	private volatile WatchedInput input;

	private volatile OutputStream output;

	Transport(Socket socket, Optional<UpstreamTls> tls, ConnectionLog log) throws IOException {
		this.socket = socket;
		this.tls = tls;
		this.log = log;
		this.input = new WatchedInput(socket.getInputStream(), log);
		this.output = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
	}

	WatchedInput input() {
		return this.input;
	}

	OutputStream output() {
		return this.output;
	}

	boolean awaitsHandshake() {
		return this.tls.isPresent() && this.secured.isEmpty();
	}

	void handshake() throws IOException {
		if (awaitsHandshake()) {
			SSLSocket socket = secure(this.tls.get());
			this.secured = Optional.of(socket);
			this.input = new WatchedInput(socket.getInputStream(), this.log);
			this.output = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
		}
	}

	private SSLSocket secure(UpstreamTls tls) throws IOException {
		try {
			return tls.handshake(this.socket, this.log);
		}
		catch (IOException ex) {
			// Not always an SSLException: the client's alert may be lost in its reset
			this.log.problem(ex);
			throw ex;
		}
	}

	/**
	 * Reads whatever comes until the other side ends the connection.
	 */
	void drain() throws IOException {
		byte[] ignored = new byte[64 * 1024];
		InputStream raw = this.socket.getInputStream();
		while (raw.read(ignored) >= 0) {
			continue;
		}
	}

	/**
	 * Says that nothing more will be sent.
	 */
	void finish() throws IOException {
		if (this.secured.isPresent()) {
			this.secured.get().shutdownOutput();
		}
		truncate();
	}

	/**
	 * Sends a FIN, without TLS knowing about it.
	 */
	void truncate() throws IOException {
		if (!this.socket.isOutputShutdown()) {
			this.socket.shutdownOutput();
		}
	}

	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	void close() throws IOException {
		this.socket.close();
	}

}
