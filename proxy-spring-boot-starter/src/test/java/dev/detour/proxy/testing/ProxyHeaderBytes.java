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

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Headers of the PROXY protocol, byte for byte.
 */
public final class ProxyHeaderBytes {

	private static final byte[] SIGNATURE = { 0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a };

	private ProxyHeaderBytes() {
	}

	/**
	 * Returns a header of version 1.
	 * @param words what follows {@code PROXY}
	 * @return the header
	 */
	public static byte[] v1(String words) {
		return ("PROXY " + words + "\r\n").getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Returns a header of version 2 for TCP.
	 * @param client the client
	 * @param server what it connected to, of the same family
	 * @param more what follows the addresses
	 * @return the header
	 */
	public static byte[] v2(InetSocketAddress client, InetSocketAddress server, byte... more) {
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		payload.writeBytes(client.getAddress().getAddress());
		payload.writeBytes(server.getAddress().getAddress());
		number(payload, client.getPort());
		number(payload, server.getPort());
		payload.writeBytes(more);
		return v2(0x21, (client.getAddress().getAddress().length == 4) ? 0x11 : 0x21, payload.toByteArray());
	}

	/**
	 * Returns a header of version 2, right or wrong.
	 * @param command version and command
	 * @param family address family and transport
	 * @param payload what follows
	 * @return the header
	 */
	public static byte[] v2(int command, int family, byte... payload) {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		header.writeBytes(SIGNATURE);
		header.write(command);
		header.write(family);
		number(header, payload.length);
		header.writeBytes(payload);
		return header.toByteArray();
	}

	private static void number(ByteArrayOutputStream out, int number) {
		out.write(number >> 8);
		out.write(number);
	}

}
