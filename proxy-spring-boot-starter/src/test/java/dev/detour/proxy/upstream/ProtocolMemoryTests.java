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

import org.junit.jupiter.api.Test;

import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProtocolMemory}.
 */
class ProtocolMemoryTests {

	private static final long NOW = Long.MAX_VALUE - 5;

	private final ProtocolMemory memory = new ProtocolMemory();

	private final ConnectionKey either = key(Protocols.HTTP_2_OR_1_1);

	@Test
	void protocolsWhenNothingIsKnownAreThoseOfThePeer() {
		assertThat(this.memory.protocols(this.either, NOW)).isEqualTo(Protocols.HTTP_2_OR_1_1);
	}

	@Test
	void protocolsWhenDowngradedAreHttp1ForAWhile() {
		assertThat(this.memory.downgrade(this.either, NOW)).isTrue();
		assertThat(this.memory.protocols(this.either, NOW + ProtocolMemory.KEEP_NANOS - 1))
			.isEqualTo(Protocols.HTTP_1_1);
		assertThat(this.memory.protocols(this.either, NOW + ProtocolMemory.KEEP_NANOS))
			.isEqualTo(Protocols.HTTP_2_OR_1_1);
	}

	@Test
	void protocolsWhenPeerMustSpeakHttp2AreNeverDowngraded() {
		ConnectionKey key = key(Protocols.HTTP_2);
		assertThat(this.memory.downgrade(key, NOW)).isFalse();
		assertThat(this.memory.protocols(key, NOW)).isEqualTo(Protocols.HTTP_2);
	}

	private static ConnectionKey key(Protocols protocols) {
		return Peer.http("127.0.0.1", 80).withProtocols(protocols).connectionKey();
	}

}
