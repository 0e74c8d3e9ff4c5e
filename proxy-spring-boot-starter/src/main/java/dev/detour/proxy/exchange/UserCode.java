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
import dev.detour.proxy.engine.Hedge;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;
import dev.detour.proxy.peer.Peer;

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

	UserCode(ProxyExchange<C> exchange, ProxyHooks<C> hooks) {
		this.exchange = exchange;
		this.hooks = hooks;
		this.runner = newRunner();
	}

	private HookRunner newRunner() {
		return new HookRunner(this.exchange.downstream().eventLoop(), this.exchange.gateway().hookTimeout());
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

	@Nullable Mirror mirror() {
		return UserSettings.mirror(this.hooks, this.exchange.downstream().request());
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
		this.runner.call(() -> this.hooks.upstreamPeer(this.exchange), this::chosen, failed(Phase.UPSTREAM_PEER));
	}

	private void chosen(@Nullable Peer peer) {
		if (peer == null && this.exchange.attempts().count() == 0 && isOverloaded()) {
			Admission.refuse(this.exchange, LimitScope.PEER, RefusalReason.PEERS_FULL);
		}
		else {
			this.exchange.advance(engine().peerAnswered(peer, System.nanoTime()));
		}
	}

	private boolean isOverloaded() {
		try {
			return this.hooks.whyNoPeer(this.exchange) == ErrorType.OVERLOADED;
		}
		catch (RuntimeException ex) {
			log(Phase.UPSTREAM_PEER, ex);
			return false;
		}
	}

	/**
	 * Asks for the peer of an attempt beside the one under way.
	 * @param hedge told the answer
	 */
	void askOtherPeer(Hedge hedge) {
		this.runner.call(() -> this.hooks.upstreamPeer(this.exchange),
				(peer) -> this.exchange.advance(hedge.peerAnswered(peer, System.nanoTime())), (ex) -> {
					log(Phase.UPSTREAM_PEER, ex);
					this.exchange.advance(hedge.peerAnswered(null, System.nanoTime()));
				});
	}

	void askConnected(SendingAttempt<C> attempt, Runnable then) {
		if (this.hooks.handles(Phase.CONNECTED)) {
			this.runner.call(() -> this.hooks.onConnected(this.exchange, attempt.peer()), (nothing) -> then.run(),
					failed(Phase.CONNECTED, attempt));
		}
		else {
			then.run();
		}
	}

	void askUpstreamRequest(SendingAttempt<C> attempt, AttemptHead head, Runnable then) {
		if (this.hooks.handles(Phase.UPSTREAM_REQUEST)) {
			this.runner.call(() -> this.hooks.onUpstreamRequest(this.exchange, attempt.peer(), head),
					(nothing) -> then.run(), failed(Phase.UPSTREAM_REQUEST, attempt));
		}
		else {
			then.run();
		}
	}

	void askResponse(SendingAttempt<C> attempt, ReceivedHead head, ProxyError refusal) {
		if (this.hooks.handles(Phase.UPSTREAM_RESPONSE)) {
			this.runner.call(() -> this.hooks.onUpstreamResponse(this.exchange, attempt.peer(), head),
					(decision) -> this.exchange
						.advance(engine().responseJudged(decision, head.status(), refusal, System.nanoTime())),
					failed(Phase.UPSTREAM_RESPONSE, attempt));
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
	@Nullable ContentFilter requestFilter(SendingAttempt<C> attempt, ContentFilter.Sink sink) {
		return filter(Phase.REQUEST_BODY, attempt,
				(chunk) -> this.hooks.onRequestBody(this.exchange, attempt.peer(), chunk), sink);
	}

	/**
	 * Returns the filter for the content of a response.
	 * @param attempt the attempt that got the response
	 * @param sink gets what the filter makes of the content
	 * @return the filter of this attempt, or {@code null} if there is none
	 */
	@Nullable ContentFilter responseFilter(SendingAttempt<C> attempt, ContentFilter.Sink sink) {
		return filter(Phase.RESPONSE_BODY, attempt,
				(chunk) -> this.hooks.onResponseBody(this.exchange, attempt.peer(), chunk), sink);
	}

	private @Nullable ContentFilter filter(Phase phase, SendingAttempt<C> attempt,
			Function<BodyChunk, Answer<BodyChunk>> hook, ContentFilter.Sink sink) {
		if (!this.hooks.handles(phase)) {
			return null;
		}
		return new ContentFilter(newRunner(), hook, sink, (ex) -> {
			log(phase, ex);
			ProxyError known = attempt.error(ErrorType.HOOK_FAILED);
			attempt.filterFailed(new ProxyError(ErrorType.HOOK_FAILED, known.delivery(), known.reused(),
					known.bytesWritten(), known.bytesRead(), ex));
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
			this.runner.call(() -> this.hooks.onGiveUp(this.exchange, error), (page) -> giveUp(error, page), (ex) -> {
				log(Phase.GIVE_UP, ex);
				giveUp(error, null);
			});
		}
		else {
			giveUp(error, null);
		}
	}

	private void giveUp(ProxyError error, @Nullable ProxyResponse page) {
		this.exchange.advance(engine().pageAnswered(this.exchange.gateway().overload().page(error, page)));
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

	private Consumer<Throwable> failed(Phase phase, SendingAttempt<C> attempt) {
		return (ex) -> {
			log(phase, ex);
			attempt.hookFailed(ex);
		};
	}

	/**
	 * Returns the same user code for an attempt beside another one: what either is asked
	 * does not disturb the other.
	 * @return the user code
	 */
	UserCode<C> beside() {
		return new UserCode<>(this.exchange, this.hooks);
	}

	/**
	 * What user code is still being asked has no say any more.
	 */
	void moveOn() {
		this.runner.moveOn();
	}

	private void log(Phase phase, Throwable ex) {
		logger.warn("{}: hook {} failed after {}", this.exchange.request(), phase, this.exchange.attempts(), ex);
	}

	private ExchangeEngine engine() {
		return this.exchange.engine();
	}

}
