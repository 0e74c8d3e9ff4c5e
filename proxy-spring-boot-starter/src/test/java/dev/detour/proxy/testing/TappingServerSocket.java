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
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Accepts {@linkplain TappedSocket tapped} sockets.
 */
final class TappingServerSocket extends ServerSocket {

	private final Accepted accepted;

	TappingServerSocket(Accepted accepted) throws IOException {
		this.accepted = accepted;
	}

	@Override
	public Socket accept() throws IOException {
		TappedSocket socket = new TappedSocket();
		implAccept(socket);
		this.accepted.accept(socket);
		return socket;
	}

	/**
	 * Who takes accepted sockets.
	 */
	@FunctionalInterface
	interface Accepted {

		void accept(TappedSocket socket) throws IOException;

	}

}
