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

package dev.detour.proxy.group;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.balance.StickyCookie;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.Backoff;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.RetryBudget;
import dev.detour.proxy.policy.RetryOn;
import dev.detour.proxy.policy.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GroupHooks} and {@link PolicyHooks}.
 */
class GroupHooksTests {

	private static final Peer A = Peer.http("a", 80);

	private static final Peer B = Peer.http("b", 80);

	private static final ProxyError REFUSED = ProxyError.notSent(ErrorType.CONNECT_REFUSED, null);

	private final RandomGenerator random = new SplittableRandom(42);

	private final TestExchange exchange = new TestExchange(ProxyRequest.of("GET", "/"));

	@Test
	void hooksWhenConnectFailsRetryOnOtherPeerAtOnceThenWait() {
		GroupHooks<Void> hooks = hooks(GroupOptions.DEFAULT, A, B);
		Peer first = hooks.upstreamPeer(this.exchange).value();
		this.exchange.attempts().add(Attempt.started(1, first, false, 0));
		assertThat(hooks.onConnectFailure(this.exchange, first, REFUSED).value()).isEqualTo(FailureDecision.retry());
		Peer second = hooks.upstreamPeer(this.exchange).value();
		assertThat(List.of(first, second)).containsExactlyInAnyOrder(A, B);
		this.exchange.attempts().add(Attempt.started(2, second, false, 0));
		Retry retry = (Retry) hooks.onConnectFailure(this.exchange, second, REFUSED).value();
		assertThat(retry.delay()).isPositive();
	}

	@Test
	void hooksWhenGroupIsEmptyNameNoPeer() {
		assertThat(hooks(GroupOptions.DEFAULT).upstreamPeer(this.exchange).value()).isNull();
	}

	@Test
	void hooksWhenClientsComeBackSetCookieOnce() {
		StickyCookie cookie = new StickyCookie("peer", new byte[16]);
		GroupHooks<Void> hooks = hooks(GroupOptions.DEFAULT.withSticky(cookie), A, B);
		this.exchange.attempts().add(Attempt.started(1, A, false, 0));
		TestResponse response = new TestResponse(200);
		assertThat(hooks.onUpstreamResponse(this.exchange, A, response).value()).isNull();
		assertThat(response.headers().first("Set-Cookie")).startsWith("peer=" + cookie.token("http://a:80") + ";")
			.doesNotContain("a:80");
	}

	@Test
	void hooksWhenStatusIsToBeRetriedRefuseResponse() {
		GroupHooks<Void> hooks = hooks(GroupOptions.DEFAULT, A, B);
		this.exchange.attempts().add(Attempt.started(1, A, false, 0));
		assertThat(hooks.onUpstreamResponse(this.exchange, A, new TestResponse(503)).value()).isInstanceOf(Retry.class);
		assertThat(hooks.onUpstreamResponse(this.exchange, A, new TestResponse(404)).value()).isNull();
	}

	@Test
	void policyWhenUserCodeHasNoOpinionDecides() {
		this.exchange.attempts().add(Attempt.started(1, A, false, 0));
		assertThat(decide(Answer.none())).isInstanceOf(Retry.class);
		assertThat(decide(Answer.of(FailureDecision.defer()))).isInstanceOf(Retry.class);
		assertThat(decide(Answer.of(FailureDecision.giveUp()))).isEqualTo(FailureDecision.giveUp());
		assertThat(decide(Answer.later(CompletableFuture.completedFuture(null)))).isInstanceOf(Retry.class);
		assertThat(decide(Answer.later(CompletableFuture.completedFuture(FailureDecision.giveUp()))))
			.isEqualTo(FailureDecision.giveUp());
	}

	@Test
	void policyWhenThereAreOnlyLimitsLeavesDecisionsAlone() {
		ProxyHooks<Void> user = (exchange) -> Answer.of(A);
		FailoverPolicy limits = new FailoverPolicy(2, Duration.ofSeconds(1), RetryBudget.UNLIMITED, () -> false);
		PolicyHooks<Void> hooks = new PolicyHooks<>(user, limits, null, this.random);
		assertThat(hooks.policy(this.exchange.request())).isSameAs(limits);
		assertThat(hooks.onConnectFailure(this.exchange, A, REFUSED).value()).isNull();
	}

	@Test
	void policyWhenMethodIsRepeatableVouches() {
		TestExchange post = new TestExchange(ProxyRequest.of("POST", "/"));
		post.attempts().add(Attempt.started(1, A, false, 0));
		RetryPolicy vouching = new RetryPolicy(RetryOn.DEFAULT, Backoff.NONE, Set.of("POST"));
		PolicyHooks<Void> hooks = new PolicyHooks<>((exchange) -> Answer.of(A), vouching, this.random);
		assertThat(hooks.onUpstreamResponse(post, A, new TestResponse(503)).value())
			.isEqualTo(FailureDecision.retry().evenIfNotIdempotent());
	}

	@Test
	void policyWhenUserCodeFiltersContentLeavesThatToIt() {
		ProxyHooks<Void> user = new ProxyHooks<>() {

			@Override
			public Answer<Peer> upstreamPeer(ExchangeView<Void> exchange) {
				return Answer.of(A);
			}

			@Override
			public Answer<BodyChunk> onRequestBody(ExchangeView<Void> exchange, Peer peer, BodyChunk chunk) {
				return Answer.of(chunk.withoutBytes());
			}

			@Override
			public Answer<BodyChunk> onResponseBody(ExchangeView<Void> exchange, Peer peer, BodyChunk chunk) {
				return Answer.of(chunk.withoutBytes());
			}

		};
		PolicyHooks<Void> hooks = new PolicyHooks<>(user, RetryPolicy.DEFAULT, this.random);
		BodyChunk chunk = BodyChunk.of(new byte[1], true, true);
		assertThat(hooks.onRequestBody(this.exchange, A, chunk).value().bytes()).isEmpty();
		assertThat(hooks.onResponseBody(this.exchange, A, chunk).value().bytes()).isEmpty();
	}

	private FailureDecision decide(Answer<FailureDecision> answer) {
		ProxyHooks<Void> user = new ProxyHooks<>() {

			@Override
			public Answer<Peer> upstreamPeer(ExchangeView<Void> exchange) {
				return Answer.of(A);
			}

			@Override
			public Answer<FailureDecision> onConnectFailure(ExchangeView<Void> exchange, Peer peer, ProxyError error) {
				return answer;
			}

			@Override
			public boolean handles(Phase phase) {
				return phase == Phase.UPSTREAM_PEER || phase == Phase.CONNECT_FAILURE;
			}

		};
		PolicyHooks<Void> hooks = new PolicyHooks<>(user, RetryPolicy.DEFAULT, this.random);
		assertThat(hooks.handles(Phase.PROXY_ERROR)).isTrue();
		assertThat(hooks.handles(Phase.REQUEST)).isFalse();
		Answer<FailureDecision> decided = hooks.onConnectFailure(this.exchange, A, REFUSED);
		return (decided.stage() != null) ? decided.stage().toCompletableFuture().join() : decided.value();
	}

	private GroupHooks<Void> hooks(GroupOptions options, Peer... peers) {
		PeerGroup group = new PeerGroup("group", List.of(peers), options, GroupListener.NONE, this.random);
		return new GroupHooks<>(group, RetryPolicy.DEFAULT, () -> 0, this.random);
	}

}
