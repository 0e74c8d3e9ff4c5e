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

package dev.detour.proxy.exchange;

import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.engine.ExchangeEngine;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * The user's code as one exchange asks it, each answer told to the engine. A phase
 * without user code is answered at once, and costs nothing.
 *
 * @param <C> the type of the user's context
 */
final class UserCode<C> {

	private static final Logger logger = LoggerFactory.getLogger(UserCode.class);

	private final ProxyExchange<C> exchange;

	private final ProxyHooks<C> hooks;

	private final HookRunner runner;

	UserCode(ProxyExchange<C> exchange, ProxyHooks<C> hooks, HookRunner runner) {
		this.exchange = exchange;
		this.hooks = hooks;
		this.runner = runner;
	}

	FailoverPolicy policy(ProxyRequest request, FailoverPolicy gateway) {
		try {
			FailoverPolicy policy = this.hooks.policy(request);
			return (policy != null) ? policy : gateway;
		}
		catch (RuntimeException ex) {
			logger.warn("{}: the limits of handler '{}' could not be had, those of the gateway apply", request,
					this.hooks.name(), ex);
			return gateway;
		}
	}

	/**
	 * Returns whether user code could ask for a request to be sent again after the peer
	 * may have seen it.
	 * @return {@code true} if it could
	 */
	boolean mayAskForReplay() {
		return this.hooks.handles(Phase.PROXY_ERROR) || this.hooks.handles(Phase.UPSTREAM_RESPONSE);
	}

	boolean judgesResponses() {
		return this.hooks.handles(Phase.UPSTREAM_RESPONSE);
	}

	@Nullable C newContext() {
		return this.hooks.handles(Phase.NEW_CONTEXT) ? this.hooks.newContext(this.exchange.request()) : null;
	}

	void askRequest() {
		if (this.hooks.handles(Phase.REQUEST)) {
			this.runner.call(() -> this.hooks.onRequest(this.exchange),
					(response) -> this.exchange.advance(engine().requestAnswered(response)), failed(Phase.REQUEST));
		}
		else {
			this.exchange.advance(engine().requestAnswered(null));
		}
	}

	void askPeer() {
		this.runner.call(() -> this.hooks.upstreamPeer(this.exchange),
				(peer) -> this.exchange.advance(engine().peerAnswered(peer, System.nanoTime())),
				failed(Phase.UPSTREAM_PEER));
	}

	void askConnected(Peer peer, Runnable then) {
		if (this.hooks.handles(Phase.CONNECTED)) {
			this.runner.call(() -> this.hooks.onConnected(this.exchange, peer), (nothing) -> then.run(),
					failed(Phase.CONNECTED));
		}
		else {
			then.run();
		}
	}

	void askUpstreamRequest(Peer peer, AttemptHead head, Runnable then) {
		if (this.hooks.handles(Phase.UPSTREAM_REQUEST)) {
			this.runner.call(() -> this.hooks.onUpstreamRequest(this.exchange, peer, head), (nothing) -> then.run(),
					failed(Phase.UPSTREAM_REQUEST));
		}
		else {
			then.run();
		}
	}

	void askResponse(Peer peer, ReceivedHead head, ProxyError refusal) {
		if (this.hooks.handles(Phase.UPSTREAM_RESPONSE)) {
			this.runner.call(() -> this.hooks.onUpstreamResponse(this.exchange, peer, head),
					(decision) -> this.exchange
						.advance(engine().responseJudged(decision, head.status(), refusal, System.nanoTime())),
					failed(Phase.UPSTREAM_RESPONSE));
		}
		else {
			this.exchange.advance(engine().responseJudged(null, head.status(), refusal, System.nanoTime()));
		}
	}

	/**
	 * Returns the filter for the content of the request.
	 * @param attempt the attempt that sends the content
	 * @param sink gets what the filter makes of the content
	 * @return the filter of this attempt, or {@code null} if there is none
	 */
	@Nullable ContentFilter requestFilter(RunningAttempt<C> attempt, ContentFilter.Sink sink) {
		return filter(Phase.REQUEST_BODY, attempt,
				(chunk) -> this.hooks.onRequestBody(this.exchange, attempt.peer(), chunk), sink);
	}

	/**
	 * Returns the filter for the content of a response.
	 * @param attempt the attempt that got the response
	 * @param sink gets what the filter makes of the content
	 * @return the filter of this attempt, or {@code null} if there is none
	 */
	@Nullable ContentFilter responseFilter(RunningAttempt<C> attempt, ContentFilter.Sink sink) {
		return filter(Phase.RESPONSE_BODY, attempt,
				(chunk) -> this.hooks.onResponseBody(this.exchange, attempt.peer(), chunk), sink);
	}

	private @Nullable ContentFilter filter(Phase phase, RunningAttempt<C> attempt,
			Function<BodyChunk, Answer<BodyChunk>> hook, ContentFilter.Sink sink) {
		if (!this.hooks.handles(phase)) {
			return null;
		}
		HookRunner runner = new HookRunner(this.exchange.downstream().eventLoop(),
				this.exchange.gateway().hookTimeout());
		return new ContentFilter(runner, hook, sink, (ex) -> {
			log(phase, ex);
			ProxyError known = attempt.error(ErrorType.HOOK_FAILED);
			this.exchange.advance(engine().requestFailed(new ProxyError(ErrorType.HOOK_FAILED, known.delivery(),
					known.reused(), known.bytesWritten(), known.bytesRead(), ex), System.nanoTime()));
		});
	}

	void askFailure(Step.AskFailure ask) {
		if (!this.hooks.handles(ask.phase())) {
			this.exchange.advance(engine().decided(null, System.nanoTime()));
			return;
		}
		this.runner.call(
				() -> (ask.phase() == Phase.CONNECT_FAILURE)
						? this.hooks.onConnectFailure(this.exchange, ask.peer(), ask.error())
						: this.hooks.onProxyError(this.exchange, ask.peer(), ask.error()),
				(decision) -> this.exchange.advance(engine().decided(decision, System.nanoTime())),
				failed(ask.phase()));
	}

	void askGiveUp(ProxyError error) {
		if (this.hooks.handles(Phase.GIVE_UP)) {
			this.runner.call(() -> this.hooks.onGiveUp(this.exchange, error),
					(page) -> this.exchange.advance(engine().pageAnswered(page)), failed(Phase.GIVE_UP));
		}
		else {
			this.exchange.advance(engine().pageAnswered(null));
		}
	}

	void complete(ExchangeOutcome outcome) {
		this.runner.moveOn();
		if (this.hooks.handles(Phase.COMPLETE)) {
			this.runner.call(() -> {
				this.hooks.onComplete(this.exchange, outcome);
				return Answer.none();
			}, (nothing) -> {
			}, (ex) -> log(Phase.COMPLETE, ex));
		}
	}

	/**
	 * User code failed: says so, with the failures that went before, and lets the engine
	 * go on.
	 * @param phase the phase
	 * @param ex what it threw
	 */
	void fail(Phase phase, Throwable ex) {
		log(phase, ex);
		this.exchange.advance(engine().hookFailed(ex, System.nanoTime()));
	}

	private Consumer<Throwable> failed(Phase phase) {
		return (ex) -> fail(phase, ex);
	}

	private void log(Phase phase, Throwable ex) {
		logger.warn("{}: hook {} failed after {}", this.exchange.request(), phase, this.exchange.attempts(), ex);
	}

	private ExchangeEngine engine() {
		return this.exchange.engine();
	}

}
