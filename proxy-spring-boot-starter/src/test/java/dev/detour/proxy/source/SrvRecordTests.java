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

package dev.detour.proxy.source;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SrvRecord}.
 */
class SrvRecordTests {

	@Test
	void peersHavePrioritiesAndWeights() {
		assertThat(peers(new SrvRecord(20, 5, 8080, "c"), new SrvRecord(10, 3, 8080, "b"),
				new SrvRecord(10, 1, 8080, "a")))
			.containsExactly(peer("a", 10, 1), peer("b", 10, 3), peer("c", 20, 5));
	}

	@Test
	void peersWhenNoneOfAPriorityHasAWeightHaveTheSame() {
		assertThat(
				peers(new SrvRecord(0, 0, 8080, "a"), new SrvRecord(0, 0, 8080, "b"), new SrvRecord(1, 7, 8080, "c")))
			.containsExactly(peer("a", 0, 1), peer("b", 0, 1), peer("c", 1, 7));
	}

	@Test
	void peersWhenOneHasNoWeightItGetsVeryLittle() {
		assertThat(
				peers(new SrvRecord(0, 0, 8080, "a"), new SrvRecord(0, 1, 8080, "b"), new SrvRecord(0, 5, 8080, "c")))
			.containsExactly(peer("a", 0, 1), peer("b", 0, 100), peer("c", 0, 500));
	}

	@Test
	void peersWhenWeightsAreLargeStayBelowTheLargest() {
		assertThat(peers(new SrvRecord(0, 0, 8080, "a"), new SrvRecord(0, 20000, 8080, "b"),
				new SrvRecord(0, 65535, 8080, "c")))
			.containsExactly(peer("a", 0, 1), peer("b", 0, 20000), peer("c", 0, 65535));
	}

	@Test
	void peersWhenATargetIsThereTwiceHaveItOnceWithItsBestPriority() {
		assertThat(
				peers(new SrvRecord(2, 1, 8080, "a"), new SrvRecord(1, 1, 8080, "a"), new SrvRecord(1, 1, 8081, "a")))
			.containsExactly(peer("a", 1, 1), Peer.http("a", 8081).withPriority(1));
	}

	@Test
	void peersWhenServiceIsNotAvailableAreNone() {
		assertThat(peers(new SrvRecord(0, 0, 0, ""))).isEmpty();
	}

	private static List<Peer> peers(SrvRecord... records) {
		return SrvRecord.peers(List.of(records), (record) -> Peer.http(record.target(), record.port()));
	}

	private static Peer peer(String host, int priority, int weight) {
		return Peer.http(host, 8080).withPriority(priority).withWeight(weight);
	}

}
