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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.OptionalInt;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Opens the sockets of a {@link RawClient}.
 */
final class ClientSockets {

	private static final int TIMEOUT = (int) Monitor.TIMEOUT.toMillis();

	private ClientSockets() {
	}

	static Socket open(int port, OptionalInt receiveBufferSize) throws IOException {
		Socket socket = SocketChannel.open().socket();
		if (receiveBufferSize.isPresent()) {
			socket.setReceiveBufferSize(receiveBufferSize.getAsInt());
		}
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(TIMEOUT);
		socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT);
		return socket;
	}

	static Socket openTls(int port, SSLContext context, byte... first) throws IOException {
		Socket plain = open(port, OptionalInt.empty());
		plain.getOutputStream().write(first);
		SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
		SSLParameters parameters = secured.getSSLParameters();
		// By itself the JDK does not send a name without a dot
		parameters.setServerNames(List.of(new SNIHostName("localhost")));
		secured.setSSLParameters(parameters);
		secured.startHandshake();
		return secured;
	}

}
