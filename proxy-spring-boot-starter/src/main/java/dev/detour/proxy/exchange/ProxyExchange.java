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

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.engine.ExchangeEngine;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * One exchange: carries out the steps of its engine, and tells the engine what came of
 * them. Lives on the event loop of the client's connection.
 *
 * @param <C> the type of the user's context
 * @since 0.1.0
 */
public final class ProxyExchange<C> extends ExchangeRecord<C> implements DownstreamListener {

	private final Gateway gateway;

	private final Downstream downstream;

	private final UserCode<C> userCode;

	private final ExchangeEngine engine;

	private final RequestBody body;

	private final @Nullable GrpcCall grpc;

	private @Nullable RunningAttempt<C> attempt;

	private @Nullable Step next;

	private boolean stepping;

	private @Nullable Future<?> pause;

	ProxyExchange(Gateway gateway, Downstream downstream, ProxyHooks<C> hooks) {
		super(downstream.request(), hooks.name(), System.nanoTime());
		this.gateway = gateway;
		this.downstream = downstream;
		this.userCode = new UserCode<>(this, hooks, new HookRunner(downstream.eventLoop(), gateway.hookTimeout()));
		ClientRequest request = downstream.request();
		this.grpc = GrpcCall.of(request, startedAt());
		FailoverPolicy policy = this.userCode.policy(request, gateway.policy());
		this.engine = new ExchangeEngine(this, attempts(), (this.grpc != null) ? this.grpc.limit(policy) : policy,
				gateway.listener(), startedAt());
		boolean keep = request.hasBody() && (request.isIdempotent() || this.userCode.mayAskForReplay());
		this.body = new RequestBody(downstream, gateway.replayMemory(), keep, this.engine::bodyNotReplayable);
	}

	/**
	 * Begins. Called on the event loop.
	 */
	public void start() {
		Step first = this.engine.start();
		if (this.grpc != null) {
			this.grpc.start(this.downstream.eventLoop(), this::timeUp);
		}
		try {
			context(this.userCode.newContext());
		}
		catch (Throwable ex) {
			this.userCode.fail(Phase.NEW_CONTEXT, ex);
			return;
		}
		advance(first);
	}

	Gateway gateway() {
		return this.gateway;
	}

	Downstream downstream() {
		return this.downstream;
	}

	UserCode<C> userCode() {
		return this.userCode;
	}

	ExchangeEngine engine() {
		return this.engine;
	}

	RequestBody body() {
		return this.body;
	}

	@Nullable GrpcCall grpc() {
		return this.grpc;
	}

	/**
	 * The head of the attempt under way is about to be sent.
	 * @param head the head
	 */
	void tellSending(AttemptHead head) {
		Attempt attempt = attempts().last();
		if (attempt != null) {
			this.gateway.listener().sending(this, attempt, head);
		}
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
			this.attempt = new RunningAttempt<>(this, connect);
			this.attempt.start();
		}
		else if (step instanceof Step.AskFailure ask) {
			dropAttempt();
			if (ask.error().delivery() == Delivery.COMMITTED) {
				this.downstream.abort();
			}
			this.userCode.askFailure(ask);
		}
		else if (step instanceof Step.Pause pausing) {
			dropAttempt();
			this.pause = this.downstream.eventLoop()
				.schedule(() -> advance(this.engine.pauseOver(System.nanoTime())), pausing.delay().toNanos(),
						TimeUnit.NANOSECONDS);
		}
		else if (step instanceof Step.AskGiveUp ask) {
			dropAttempt();
			this.body.dropCopy();
			this.userCode.askGiveUp(ask.error());
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
			case ASK_REQUEST -> this.userCode.askRequest();
			case ASK_PEER -> {
				dropAttempt();
				this.userCode.askPeer();
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

	private void reply(Step.Reply reply) {
		dropAttempt();
		this.body.dropCopy();
		ProxyResponse response = (this.grpc != null) ? GrpcCall.page(reply.status(), reply.response())
				: reply.response();
		countSent(ErrorPages.send(this.downstream, reply.status(), response, !this.body.isReceived()));
		advance(this.engine.replied());
	}

	private void end(ExchangeOutcome outcome) {
		dropAttempt();
		this.body.dropCopy();
		if (this.pause != null) {
			this.pause.cancel(false);
		}
		if (this.grpc != null) {
			this.grpc.stop();
		}
		if (outcome.result() == Result.ABORTED) {
			this.downstream.abort();
		}
		this.userCode.complete(outcome);
	}

	private void dropAttempt() {
		RunningAttempt<C> attempt = this.attempt;
		if (attempt != null) {
			this.attempt = null;
			attempt.drop();
		}
		this.body.detach();
	}

	@Override
	public void requestContent(ByteBuf content) {
		countReceived(content.readableBytes());
		Tunnel tunnel = (this.attempt != null) ? this.attempt.tunnel() : null;
		if (tunnel != null) {
			tunnel.clientContent(content);
		}
		else {
			this.body.content(content);
		}
	}

	@Override
	public void requestEnd(HttpHeaders trailers) {
		Tunnel tunnel = (this.attempt != null) ? this.attempt.tunnel() : null;
		if (tunnel != null) {
			tunnel.clientEnd();
		}
		else {
			this.body.end(trailers);
		}
	}

	@Override
	public boolean awaitsContent() {
		return this.grpc == null && this.body.isAwaited();
	}

	@Override
	public void requestBroken(ErrorType type, Throwable cause) {
		ProxyError error = new ProxyError(type, Delivery.PARTLY_SENT, false, 0, 0, cause);
		advance(this.engine.requestFailed(error, System.nanoTime()));
	}

	private void timeUp() {
		RunningAttempt<C> attempt = this.attempt;
		advance(this.engine.requestFailed((attempt != null) ? attempt.error(ErrorType.DEADLINE_EXCEEDED)
				: ProxyError.notSent(ErrorType.DEADLINE_EXCEEDED, null), System.nanoTime()));
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
