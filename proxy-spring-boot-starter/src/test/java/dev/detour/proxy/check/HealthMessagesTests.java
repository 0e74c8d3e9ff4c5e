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

package dev.detour.proxy.check;

import java.util.HexFormat;

import io.grpc.health.v1.HealthCheckRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HealthMessages}.
 */
class HealthMessagesTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "orders.v1.Orders", "größe" })
	void requestIsWhatProtobufMakesOfIt(String service) {
		assertThat(withoutPrefix(HealthMessages.request(service)))
			.isEqualTo(HealthCheckRequest.newBuilder().setService(service).build().toByteArray());
	}

	@Test
	void requestWhenNameIsLongHasLengthInSeveralBytes() {
		String service = "x".repeat(70_000);
		assertThat(withoutPrefix(HealthMessages.request(service)))
			.isEqualTo(HealthCheckRequest.newBuilder().setService(service).build().toByteArray());
	}

	@ParameterizedTest
	@ValueSource(strings = { "00 00000002 0801", "00 00000004 08020801", "00 00000003 088100",
			"00 0000000b 1202abcd 08011d01020304" })
	void responseWhenStatusIsServingPasses(String hex) {
		assertThat(HealthMessages.isServing(bytes(hex))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00", "00 00000000", "00 00000002 0800", "00 00000002 0802", "00 00000002 0803",
			"01 00000002 0801", "00 00000003 0801", "00 00000002 080100", "00 00000001 08", "00 00000002 0881",
			"00 00000004 0801127f", "00 00000003 080113", "00 0000000c 0801 12ffffffffffffffffff01",
			"00 0000000d 0801 08ffffffffffffffffffff", "00 ffffffff 0801" })
	void responseWhenItIsAnythingElseFails(String hex) {
		assertThat(HealthMessages.isServing(bytes(hex))).isFalse();
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private static byte[] withoutPrefix(byte[] framed) {
		int length = framed.length - 5;
		assertThat(framed).startsWith(0, length >>> 24, length >>> 16 & 0xff, length >>> 8 & 0xff, length & 0xff);
		byte[] message = new byte[length];
		System.arraycopy(framed, 5, message, 0, length);
		return message;
	}

}
