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
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.ProxyRequest;

/**
 * What to ask for after a failure when no user code decides. The limits within which it
 * is granted are those of {@link FailoverPolicy}. An immutable value.
 *
 * @param retryOn after what to retry
 * @param backoff how long to wait
 * @param repeatable methods whose requests may be delivered more than once though they
 * are not idempotent: whoever names one vouches that peers put up with it
 * @since 0.1.0
 */
public record RetryPolicy(RetryOn retryOn, Backoff backoff, Set<String> repeatable) {

	/**
	 * The defaults of both.
	 */
	public static final RetryPolicy DEFAULT = new RetryPolicy(RetryOn.DEFAULT, Backoff.DEFAULT);

	private static final int TOO_MANY_REQUESTS = 429;

	/**
	 * Checks the parts and copies the methods.
	 * @param retryOn after what to retry
	 * @param backoff how long to wait
	 * @param repeatable methods whose requests may be delivered more than once
	 */
	public RetryPolicy {
		Objects.requireNonNull(retryOn, "'retryOn' must not be null");
		Objects.requireNonNull(backoff, "'backoff' must not be null");
		repeatable = Set.copyOf(repeatable);
	}

	/**
	 * Creates a policy that vouches for no method.
	 * @param retryOn after what to retry
	 * @param backoff how long to wait
	 */
	public RetryPolicy(RetryOn retryOn, Backoff backoff) {
		this(retryOn, backoff, Set.of());
	}

	/**
	 * Decides about a failed attempt. There is no wait if nothing was sent and the next
	 * peer is another one. A peer whose certificate is bad is not tried again: it would
	 * show the same one.
	 * @param error the failure
	 * @param attempts the attempts so far, from 1
	 * @param next where the next attempt would go
	 * @param random where chance comes from
	 * @return what to do; {@link FailureDecision#defer()} if it is nothing to retry on
	 */
	public FailureDecision onFailure(ProxyError error, int attempts, NextPeer next, RandomGenerator random) {
		boolean sameAgain = error.type() == ErrorType.INVALID_CERTIFICATE && next == NextPeer.TRIED;
		if (sameAgain || !this.retryOn.matches(error)) {
			return FailureDecision.defer();
		}
		boolean atOnce = error.delivery() == Delivery.NOT_SENT && next == NextPeer.UNTRIED;
		return after(atOnce ? Duration.ZERO : this.backoff.delay(attempts, random));
	}

	/**
	 * Decides about a response. Waits as long as the response says, and a little more: if
	 * it is about too many requests, or if the next attempt would not go to another peer.
	 * Where it says to come back later than the exchange may last, the retry is refused
	 * for the deadline and the response passed on.
	 * @param status the status
	 * @param headers the header fields of the response
	 * @param attempts the attempts so far, from 1
	 * @param next where the next attempt would go
	 * @param random where chance comes from
	 * @return what to do, or {@code null} to pass the response on
	 */
	public @Nullable FailureDecision onResponse(int status, Headers headers, int attempts, NextPeer next,
			RandomGenerator random) {
		if (!this.retryOn.matches(status, headers)) {
			return null;
		}
		PushBack pushBack = PushBack.of(headers);
		if (pushBack.forbidden()) {
			return null;
		}
		boolean waits = status == TOO_MANY_REQUESTS || next == NextPeer.TRIED;
		Duration wait = waits ? pushBack.delay() : Duration.ZERO;
		return after(wait.plus(this.backoff.delay(attempts, random)));
	}

	/**
	 * Vouches for the repetition of a request, if this policy does for its method.
	 * @param decision what to do
	 * @param request the client's request
	 * @return what to do
	 */
	public FailureDecision vouched(FailureDecision decision, ProxyRequest request) {
		boolean vouches = !this.repeatable.isEmpty() && decision instanceof Retry && !request.isIdempotent()
				&& this.repeatable.contains(request.method());
		return vouches ? ((Retry) decision).evenIfNotIdempotent() : decision;
	}

	private static FailureDecision after(Duration delay) {
		return delay.isZero() ? FailureDecision.retry() : FailureDecision.retry().after(delay);
	}

}
