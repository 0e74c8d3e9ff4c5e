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
import dev.detour.proxy.engine.Hedge;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * One exchange: carries out the steps of its engine, and tells the engine what came of
 * them. Lives on the event loop of the client's connection.
 *
 * @param <C> the type of the user's context
 * @since 0.1.0
 */
public final class ProxyExchange<C> extends RunningExchange<C> implements DownstreamListener {

	private final Gateway gateway;

	private final Downstream downstream;

	private final UserCode<C> userCode;

	private final ExchangeEngine engine;

	private final RequestBody body;

	private final @Nullable GrpcCall grpc;

	private final Admission admission;

	private @Nullable Future<?> pause;

	ProxyExchange(Gateway gateway, Downstream downstream, ProxyHooks<C> hooks) {
		super(downstream.request(), hooks.name(), System.nanoTime());
		this.gateway = gateway;
		this.downstream = downstream;
		this.userCode = new UserCode<>(this, hooks);
		ClientRequest request = downstream.request();
		this.grpc = GrpcCall.of(request, startedAt());
		FailoverPolicy policy = UserSettings.policy(hooks, request, gateway.policy());
		this.engine = new ExchangeEngine(this, attempts(), (this.grpc != null) ? this.grpc.limit(policy) : policy,
				gateway.listener(), startedAt());
		Hedge hedge = this.engine.hedge();
		if (hedge != null && !request.isUpgrade()) {
			race(new AttemptRace<>(this, hedge));
		}
		boolean keep = request.hasBody() && (request.isIdempotent() || this.userCode.mayAskForReplay());
		this.body = new RequestBody(downstream, gateway.replayMemory(), keep, this.engine::bodyNotReplayable);
		this.admission = Admission.of(this, UserSettings.limit(hooks, request), gateway.overload().limit());
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
		this.admission.enter(this, first);
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

	@Override
	ExchangeEngine engine() {
		return this.engine;
	}

	@Override
	RequestBody body() {
		return this.body;
	}

	@Nullable GrpcCall grpc() {
		return this.grpc;
	}

	/**
	 * The head of an attempt is about to be sent.
	 * @param sending the attempt
	 * @param head the head
	 */
	void tellSending(SendingAttempt<C> sending, AttemptHead head) {
		AttemptRace<C> race = race();
		Attempt attempt = (race == null || isLeading(sending)) ? attempts().current() : race.attempt();
		if (attempt != null) {
			this.gateway.listener().sending(this, attempt, head);
		}
	}

	@Override
	void carryOut(Step step) {
		if (step instanceof Step.Plain plain) {
			carryOut(plain);
		}
		else if (step instanceof Step.Connect connect) {
			dropAttempts();
			connect(connect);
		}
		else if (step instanceof Step.AskFailure ask) {
			dropAttempts();
			if (ask.error().delivery() == Delivery.COMMITTED) {
				this.downstream.abort();
			}
			this.userCode.askFailure(ask);
		}
		else if (step instanceof Step.Pause pausing) {
			dropAttempts();
			this.pause = this.downstream.eventLoop()
				.schedule(() -> advance(this.engine.pauseOver(System.nanoTime())), pausing.delay().toNanos(),
						TimeUnit.NANOSECONDS);
		}
		else if (step instanceof Step.AskGiveUp ask) {
			dropAttempts();
			this.admission.withdraw();
			this.body.dropCopy();
			this.userCode.askGiveUp(ask.error());
		}
		else if (step instanceof Step.Reply reply) {
			reply(reply);
		}
		else if (step instanceof Step.End end) {
			end(end.outcome());
		}
		else {
			AttemptRace<C> race = race();
			if (race != null) {
				race.carryOut(step);
			}
		}
	}

	private void connect(Step.Connect connect) {
		RunningAttempt<C> attempt = new RunningAttempt<>(this, connect.peer(), connect.choice(), connect.limit(), null);
		lead(attempt);
		attempt.start();
		AttemptRace<C> race = race();
		if (race != null) {
			race.await();
		}
	}

	private void carryOut(Step.Plain step) {
		switch (step) {
			case ASK_REQUEST -> this.userCode.askRequest();
			case ASK_PEER -> {
				dropAttempts();
				this.userCode.askPeer();
			}
			case SEND, ASK_RESPONSE, RELAY -> {
				AttemptRace<C> race = race();
				if (race != null && step == Step.Plain.RELAY) {
					race.drop();
				}
				RunningAttempt<C> attempt = attempt();
				if (attempt != null) {
					this.admission.progress(step);
					attempt.carryOut(step);
				}
			}
			case NONE -> {
			}
		}
	}

	private void reply(Step.Reply reply) {
		dropAttempts();
		this.body.dropCopy();
		GatewayReply.send(this, reply);
	}

	private void end(ExchangeOutcome outcome) {
		dropAttempts();
		this.body.dropCopy();
		this.body.mirrorOver();
		if (this.pause != null) {
			this.pause.cancel(false);
		}
		if (this.grpc != null) {
			this.grpc.stop();
		}
		this.admission.end(outcome);
		if (outcome.result() == Result.ABORTED) {
			this.downstream.abort();
		}
		this.userCode.complete(outcome);
	}

	private @Nullable Tunnel tunnel() {
		RunningAttempt<C> attempt = attempt();
		return (attempt != null) ? attempt.tunnel() : null;
	}

	@Override
	public void requestContent(ByteBuf content) {
		countReceived(content.readableBytes());
		Tunnel tunnel = tunnel();
		if (tunnel != null) {
			tunnel.clientContent(content);
		}
		else {
			this.body.content(content);
		}
	}

	@Override
	public void requestEnd(HttpHeaders trailers) {
		Tunnel tunnel = tunnel();
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
		RunningAttempt<C> attempt = attempt();
		advance(this.engine.requestFailed((attempt != null) ? attempt.error(ErrorType.DEADLINE_EXCEEDED)
				: ProxyError.notSent(ErrorType.DEADLINE_EXCEEDED, null), System.nanoTime()));
	}

	@Override
	public void writable() {
		RunningAttempt<C> attempt = attempt();
		if (attempt != null) {
			attempt.clientWritable();
		}
	}

	@Override
	public void gone() {
		advance(this.engine.clientGone(System.nanoTime()));
	}

}
