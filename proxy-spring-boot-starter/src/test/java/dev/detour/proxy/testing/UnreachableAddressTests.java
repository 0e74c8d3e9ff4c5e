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

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClosedPort} and {@link BlackHole}.
 */
class UnreachableAddressTests {

	@Test
	void connectWhenPortIsClosedIsRefused() {
		try (ClosedPort closed = ClosedPort.take()) {
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(closed.port()));
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(closed.port()));
		}
	}

	@Test
	void connectWhenBlackHoleTimesOut() {
		try (BlackHole blackHole = BlackHole.open()) {
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> connect(blackHole.port()));
			}
		}
	}

	private static void connect(int port) throws Exception {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", port), 300);
		}
	}

}
