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
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of the loopback address to which connections can neither be made nor are
 * refused: its accept queue is full, so that the kernel drops what else comes. Works on
 * Linux.
 *
 * @since 0.1.0
 */
public final class BlackHole implements AutoCloseable {

	private static final int PROBE_MILLIS = 200;

	private static final int MAX_FILLERS = 64;

	private final List<Socket> fillers = new ArrayList<>();

	private final ServerSocket serverSocket;

	private BlackHole(ServerSocket serverSocket) {
		this.serverSocket = serverSocket;
	}

	/**
	 * Opens a port and fills its accept queue until a connect times out.
	 * @return the black hole
	 */
	public static BlackHole open() {
		try {
			BlackHole blackHole = new BlackHole(new ServerSocket());
			blackHole.serverSocket.bind(new InetSocketAddress("127.0.0.1", 0), 1);
			blackHole.fill();
			return blackHole;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the port.
	 * @return the port
	 */
	public int port() {
		return this.serverSocket.getLocalPort();
	}

	@Override
	public void close() {
		try {
			for (Socket filler : this.fillers) {
				filler.close();
			}
			this.serverSocket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void fill() throws IOException {
		while (connects()) {
			if (this.fillers.size() > MAX_FILLERS) {
				throw new IllegalStateException("The accept queue on this system does not become full");
			}
		}
	}

	private boolean connects() throws IOException {
		Socket filler = new Socket();
		try {
			filler.connect(new InetSocketAddress("127.0.0.1", port()), PROBE_MILLIS);
			this.fillers.add(filler);
			return true;
		}
		catch (SocketTimeoutException ex) {
			filler.close();
			return false;
		}
	}

}
