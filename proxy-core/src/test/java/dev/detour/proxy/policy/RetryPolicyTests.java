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

package dev.detour.proxy.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.ProxyRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPolicy}.
 */
class RetryPolicyTests {

	private final RetryPolicy policy = RetryPolicy.DEFAULT;

	private final SplittableRandom random = new SplittableRandom(42);

	@Test
	void onFailureWhenNothingWasSentAndAnotherPeerIsThereRetriesAtOnce() {
		assertThat(onFailure(Delivery.NOT_SENT, NextPeer.UNTRIED)).isEqualTo(FailureDecision.retry());
	}

	@Test
	void onFailureWhenSomethingWasSentOrNoOtherPeerIsThereWaits() {
		assertThat(delay(onFailure(Delivery.SENT, NextPeer.UNTRIED))).isPositive();
		assertThat(delay(onFailure(Delivery.NOT_SENT, NextPeer.TRIED))).isPositive()
			.isLessThanOrEqualTo(Duration.ofMillis(25));
	}

	@Test
	void vouchedWhenMethodIsNamedOverridesIdempotency() {
		RetryPolicy vouching = new RetryPolicy(RetryOn.DEFAULT, Backoff.NONE, Set.of("POST"));
		Retry retry = FailureDecision.retry().after(Duration.ofMillis(7));
		assertThat(vouching.vouched(retry, ProxyRequest.of("POST", "/"))).isEqualTo(retry.evenIfNotIdempotent());
		assertThat(vouching.vouched(retry, ProxyRequest.of("PATCH", "/"))).isEqualTo(retry);
		assertThat(vouching.vouched(retry, ProxyRequest.of("GET", "/"))).isEqualTo(retry);
		assertThat(vouching.vouched(FailureDecision.defer(), ProxyRequest.of("POST", "/")))
			.isEqualTo(FailureDecision.defer());
		assertThat(this.policy.vouched(retry, ProxyRequest.of("POST", "/"))).isEqualTo(retry);
	}

	@Test
	void onFailureWhenNoConditionMatchesHasNoOpinion() {
		ProxyError error = new ProxyError(ErrorType.HOOK_FAILED, Delivery.SENT, false, 0, 0, null);
		assertThat(this.policy.onFailure(error, 1, NextPeer.UNTRIED, this.random)).isEqualTo(FailureDecision.defer());
	}

	@Test
	void onFailureWhenCertificateIsBadGoesToAnotherPeerOnly() {
		ProxyError error = new ProxyError(ErrorType.INVALID_CERTIFICATE, Delivery.NOT_SENT, false, 0, 0, null);
		assertThat(this.policy.onFailure(error, 1, NextPeer.UNTRIED, this.random)).isEqualTo(FailureDecision.retry());
		assertThat(this.policy.onFailure(error, 1, NextPeer.TRIED, this.random)).isEqualTo(FailureDecision.defer());
	}

	@Test
	void onResponseWhenStatusIsNotAmongThosePassesOn() {
		assertThat(onResponse(200, NextPeer.UNTRIED)).isNull();
		assertThat(onResponse(500, NextPeer.UNTRIED)).isNull();
		assertThat(onResponse(503, NextPeer.UNTRIED)).isInstanceOf(Retry.class);
	}

	@Test
	void onResponseWhenItSaysToComeBackLaterWaitsUnlessAnotherPeerIsThere() {
		assertThat(delay(onResponse(503, NextPeer.TRIED, "Retry-After", "3"))).isBetween(Duration.ofSeconds(3),
				Duration.ofMillis(3025));
		assertThat(delay(onResponse(503, NextPeer.UNTRIED, "Retry-After", "3"))).isLessThan(Duration.ofMillis(26));
	}

	@Test
	void onResponseWhenThereWereTooManyRequestsWaitsForAnyPeer() {
		RetryPolicy tooMany = new RetryPolicy(RetryOn.parse(List.of("429")), Backoff.NONE);
		assertThat(tooMany.onResponse(429, headers("Retry-After", "3"), 1, NextPeer.UNTRIED, this.random))
			.isEqualTo(FailureDecision.retry().after(Duration.ofSeconds(3)));
	}

	@Test
	void onResponseWhenPushBackForbidsPassesOn() {
		assertThat(onResponse(503, NextPeer.UNTRIED, "grpc-retry-pushback-ms", "-1")).isNull();
	}

	private FailureDecision onFailure(Delivery delivery, NextPeer next) {
		ErrorType type = (delivery == Delivery.NOT_SENT) ? ErrorType.CONNECT_REFUSED : ErrorType.CONNECTION_RESET;
		return this.policy.onFailure(new ProxyError(type, delivery, false, 0, 0, null), 1, next, this.random);
	}

	private FailureDecision onResponse(int status, NextPeer next, String... fields) {
		return this.policy.onResponse(status, headers(fields), 1, next, this.random);
	}

	private static Duration delay(FailureDecision decision) {
		return ((Retry) decision).delay();
	}

	private static Headers headers(String... fields) {
		MutableHeaders headers = Headers.create();
		for (int i = 0; i < fields.length; i += 2) {
			headers.add(fields[i], fields[i + 1]);
		}
		return headers;
	}

}
