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
import java.net.Socket;

/**
 * A port of the loopback address that refuses connections. It stays taken until this is
 * closed, so that nobody else can come to listen on it.
 *
 * @since 0.1.0
 */
public final class ClosedPort implements AutoCloseable {

	private final Socket holder;

	private ClosedPort(Socket holder) {
		this.holder = holder;
	}

	/**
	 * Takes a port without listening on it.
	 * @return the closed port
	 */
	public static ClosedPort take() {
		try {
			Socket holder = new Socket();
			holder.bind(new InetSocketAddress("127.0.0.1", 0));
			return new ClosedPort(holder);
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
		return this.holder.getLocalPort();
	}

	@Override
	public void close() {
		try {
			this.holder.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
