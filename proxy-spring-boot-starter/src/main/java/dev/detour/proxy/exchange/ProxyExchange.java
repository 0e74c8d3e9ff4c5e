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

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.engine.ExchangeEngine;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

/**
 * One exchange: carries out the steps of its engine, and tells the engine what came of
 * them. Lives on the event loop of the client's connection.
 *
 * @param <C> the type of the user's context
 * @since 0.1.0
 */
public final class ProxyExchange<C> implements ExchangeView<C>, DownstreamListener {

	private static final Logger logger = LoggerFactory.getLogger(ProxyExchange.class);

	private final Gateway gateway;

	private final Downstream downstream;

	private final ProxyHooks<C> hooks;

	private final HookRunner runner;

	private final AttemptLog attempts = new AttemptLog();

	private final ExchangeEngine engine;

	private final RequestBody body;

	private @Nullable C context;

	private @Nullable RunningAttempt<C> attempt;

	private @Nullable Step next;

	private boolean stepping;

	private @Nullable Future<?> pause;

	ProxyExchange(Gateway gateway, Downstream downstream, ProxyHooks<C> hooks) {
		this.gateway = gateway;
		this.downstream = downstream;
		this.hooks = hooks;
		this.runner = new HookRunner(downstream.eventLoop(), gateway.hookTimeout());
		this.engine = new ExchangeEngine(this, this.attempts, gateway.policy(), gateway.listener(), System.nanoTime());
		ClientRequest request = downstream.request();
		boolean keep = request.hasBody() && (request.isIdempotent() || hooks.handles(Phase.PROXY_ERROR)
				|| hooks.handles(Phase.UPSTREAM_RESPONSE));
		this.body = new RequestBody(downstream, gateway.replayMemory(), keep, this.engine::bodyNotReplayable);
	}

	/**
	 * Begins. Called on the event loop.
	 */
	public void start() {
		try {
			this.context = this.hooks.handles(Phase.NEW_CONTEXT) ? this.hooks.newContext(request()) : null;
		}
		catch (Throwable ex) {
			advance(this.engine.start());
			hookFailed(Phase.NEW_CONTEXT, ex);
			return;
		}
		advance(this.engine.start());
	}

	@Override
	public @Nullable C context() {
		return this.context;
	}

	@Override
	public ProxyRequest request() {
		return this.downstream.request();
	}

	@Override
	public Attempts attempts() {
		return this.attempts;
	}

	Gateway gateway() {
		return this.gateway;
	}

	Downstream downstream() {
		return this.downstream;
	}

	ProxyHooks<C> hooks() {
		return this.hooks;
	}

	HookRunner runner() {
		return this.runner;
	}

	ExchangeEngine engine() {
		return this.engine;
	}

	RequestBody body() {
		return this.body;
	}

	/**
	 * Carries out a step. A step that comes while another is carried out waits for it,
	 * and replaces one that waits already: the engine has moved on past that.
	 * @param step the step
	 */
	void advance(Step step) {
		if (step == Step.Plain.NONE) {
			return;
		}
		this.next = step;
		if (this.stepping) {
			return;
		}
		this.stepping = true;
		try {
			for (Step current = this.next; current != null; current = this.next) {
				this.next = null;
				carryOut(current);
			}
		}
		finally {
			this.stepping = false;
		}
	}

	private void carryOut(Step step) {
		if (step instanceof Step.Plain plain) {
			carryOut(plain);
		}
		else if (step instanceof Step.Connect connect) {
			dropAttempt();
			this.attempt = new RunningAttempt<>(this, connect.peer(), connect.choice());
			this.attempt.start();
		}
		else if (step instanceof Step.AskFailure ask) {
			askFailure(ask);
		}
		else if (step instanceof Step.Pause pausing) {
			dropAttempt();
			this.pause = this.downstream.eventLoop()
				.schedule(() -> advance(this.engine.pauseOver(System.nanoTime())), nanos(pausing),
						TimeUnit.NANOSECONDS);
		}
		else if (step instanceof Step.AskGiveUp ask) {
			askGiveUp(ask.error());
		}
		else if (step instanceof Step.Reply reply) {
			reply(reply);
		}
		else if (step instanceof Step.End end) {
			end(end.outcome());
		}
	}

	private void carryOut(Step.Plain step) {
		switch (step) {
			case ASK_REQUEST -> {
				if (this.hooks.handles(Phase.REQUEST)) {
					this.runner.call(() -> this.hooks.onRequest(this),
							(response) -> advance(this.engine.requestAnswered(response)), failed(Phase.REQUEST));
				}
				else {
					advance(this.engine.requestAnswered(null));
				}
			}
			case ASK_PEER -> {
				dropAttempt();
				this.runner.call(() -> this.hooks.upstreamPeer(this),
						(peer) -> advance(this.engine.peerAnswered(peer, System.nanoTime())),
						failed(Phase.UPSTREAM_PEER));
			}
			case SEND, ASK_RESPONSE, RELAY -> {
				RunningAttempt<C> attempt = this.attempt;
				if (attempt != null) {
					attempt.carryOut(step);
				}
			}
			case NONE -> {
			}
		}
	}

	private void askFailure(Step.AskFailure ask) {
		ProxyError error = ask.error();
		Peer peer = ask.peer();
		dropAttempt();
		if (error.delivery() == Delivery.COMMITTED) {
			this.downstream.abort();
		}
		if (!this.hooks.handles(ask.phase())) {
			advance(this.engine.decided(null, System.nanoTime()));
			return;
		}
		this.runner.call(
				() -> (ask.phase() == Phase.CONNECT_FAILURE) ? this.hooks.onConnectFailure(this, peer, error)
						: this.hooks.onProxyError(this, peer, error),
				(decision) -> advance(this.engine.decided(decision, System.nanoTime())), failed(ask.phase()));
	}

	private void askGiveUp(ProxyError error) {
		dropAttempt();
		this.body.dropCopy();
		if (!this.hooks.handles(Phase.GIVE_UP)) {
			advance(this.engine.pageAnswered(null));
			return;
		}
		this.runner.call(() -> this.hooks.onGiveUp(this, error), (page) -> advance(this.engine.pageAnswered(page)),
				failed(Phase.GIVE_UP));
	}

	private void reply(Step.Reply reply) {
		dropAttempt();
		this.body.dropCopy();
		ByteBuf content = ErrorPages.content(reply.status(), reply.response(), ByteBufAllocator.DEFAULT);
		this.downstream.commit(
				ErrorPages.head(reply.status(), reply.response(), content.readableBytes(), !this.body.isReceived()));
		this.downstream.write(content);
		this.downstream.end(EmptyHttpHeaders.INSTANCE);
		advance(this.engine.replied());
	}

	private void end(ExchangeOutcome outcome) {
		this.runner.moveOn();
		dropAttempt();
		this.body.dropCopy();
		if (this.pause != null) {
			this.pause.cancel(false);
		}
		if (outcome.result() == Result.ABORTED) {
			this.downstream.abort();
		}
		if (this.hooks.handles(Phase.COMPLETE)) {
			try {
				this.hooks.onComplete(this, outcome);
			}
			catch (Throwable ex) {
				logger.warn("{}: hook {} failed", request(), Phase.COMPLETE, ex);
			}
		}
	}

	private void dropAttempt() {
		RunningAttempt<C> attempt = this.attempt;
		if (attempt != null) {
			this.attempt = null;
			attempt.drop();
		}
		this.body.detach();
	}

	Consumer<Throwable> failed(Phase phase) {
		return (ex) -> hookFailed(phase, ex);
	}

	private void hookFailed(Phase phase, Throwable ex) {
		logger.warn("{}: hook {} failed after {}", request(), phase, this.attempts, ex);
		advance(this.engine.hookFailed(ex, System.nanoTime()));
	}

	private static long nanos(Step.Pause pausing) {
		long seconds = pausing.delay().getSeconds();
		return (seconds > TimeUnit.DAYS.toSeconds(365)) ? TimeUnit.DAYS.toNanos(365) : pausing.delay().toNanos();
	}

	@Override
	public void requestContent(ByteBuf content) {
		this.body.content(content);
	}

	@Override
	public void requestEnd(HttpHeaders trailers) {
		this.body.end(trailers);
	}

	@Override
	public void requestBroken(ErrorType type, Throwable cause) {
		ProxyError error = new ProxyError(type, Delivery.PARTLY_SENT, false, 0, 0, cause);
		advance(this.engine.requestFailed(error, System.nanoTime()));
	}

	@Override
	public void writable() {
		if (this.attempt != null) {
			this.attempt.clientWritable();
		}
	}

	@Override
	public void gone() {
		advance(this.engine.clientGone(System.nanoTime()));
	}

}
