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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.function.Consumer;

/**
 * An accepted socket that tells how the other side ended the connection, also when TLS
 * lies between it and its reader.
 */
final class TappedSocket extends Socket {

	private volatile Consumer<SocketEnd> onEnd = (end) -> {
	};

	void onEnd(Consumer<SocketEnd> onEnd) {
		this.onEnd = onEnd;
	}

	@Override
	public InputStream getInputStream() throws IOException {
		return new TappedInputStream(super.getInputStream());
	}

	private final class TappedInputStream extends FilterInputStream {

		TappedInputStream(InputStream input) {
			super(input);
		}

		@Override
		public int read() throws IOException {
			byte[] single = new byte[1];
			return (read(single, 0, 1) < 0) ? -1 : single[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			try {
				int count = super.read(bytes, offset, length);
				if (count < 0) {
					TappedSocket.this.onEnd.accept(SocketEnd.FIN);
				}
				return count;
			}
			catch (IOException ex) {
				TappedSocket.this.onEnd.accept(SocketEnd.RST);
				throw ex;
			}
		}

	}

}
