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

package dev.detour.proxy.upstream;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.peer.ProxyProtocol;
import dev.detour.proxy.testing.ProxyHeaderBytes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientAddresses}.
 */
class ClientAddressesTests {

	private static final InetSocketAddress V4 = new InetSocketAddress("192.0.2.7", 4711);

	private static final InetSocketAddress V6 = new InetSocketAddress("2001:db8::7", 4712);

	private static final InetSocketAddress NAME = InetSocketAddress.createUnresolved("client.test", 4711);

	@Test
	void headerWhenOfOneFamilyHasItsAddresses() {
		assertThat(line(V4, V4)).isEqualTo("PROXY TCP4 192.0.2.7 192.0.2.7 4711 4711\r\n");
		assertThat(line(V6, V6)).isEqualTo("PROXY TCP6 2001:db8::7 2001:db8::7 4712 4712\r\n");
		assertThat(binary(V4, V4)).isEqualTo(ProxyHeaderBytes.v2(V4, V4));
		assertThat(binary(V6, V6)).isEqualTo(ProxyHeaderBytes.v2(V6, V6));
	}

	@Test
	void headerWhenOfBothFamiliesIsOfTheLatter() {
		assertThat(line(V4, V6)).isEqualTo("PROXY TCP6 ::ffff:192.0.2.7 2001:db8::7 4711 4712\r\n");
		assertThat(line(V6, V4)).isEqualTo("PROXY TCP6 2001:db8::7 ::ffff:192.0.2.7 4712 4711\r\n");
		assertThat(binary(V4, V6)).hasSize(16 + 36)
			.containsSequence(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7);
	}

	@Test
	void headerWhenAddressIsUnknownSaysSo() {
		assertThat(line(null, V4)).isEqualTo("PROXY UNKNOWN\r\n");
		assertThat(line(NAME, V4)).isEqualTo("PROXY UNKNOWN\r\n");
		assertThat(binary(NAME, V4)).isEqualTo(ProxyHeaderBytes.v2(0x21, 0));
		assertThat(binary(V4, null)).isEqualTo(ProxyHeaderBytes.v2(0x21, 0));
	}

	@Test
	void headerWhenThereIsNoClientIsOfTheGatewayItself() {
		assertThat(line(null, null)).isEqualTo("PROXY UNKNOWN\r\n");
		assertThat(binary(null, null)).isEqualTo(ProxyHeaderBytes.v2(0x20, 0));
	}

	private static String line(InetSocketAddress client, InetSocketAddress server) {
		return new String(header(client, server, ProxyProtocol.V1), StandardCharsets.US_ASCII);
	}

	private static byte[] binary(InetSocketAddress client, InetSocketAddress server) {
		return header(client, server, ProxyProtocol.V2);
	}

	private static byte[] header(InetSocketAddress client, InetSocketAddress server, ProxyProtocol protocol) {
		EmbeddedChannel channel = new EmbeddedChannel();
		assertThat(new ClientAddresses(client, server).write(channel, protocol).isSuccess()).isTrue();
		ByteBuf written = channel.readOutbound();
		byte[] header = ByteBufUtil.getBytes(written);
		written.release();
		assertThat(channel.pipeline().names()).hasSize(1);
		channel.finish();
		return header;
	}

}
