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

package dev.detour.proxy.server.webflux;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;

/**
 * Hooks that go through the peers that a test names, one after the other, and take down
 * how exchanges end and on which thread they run.
 */
final class Peers implements ProxyHooks<AtomicInteger> {

	static final String ANSWERED_AT_ONCE = "/answered-at-once";

	private final BlockingQueue<ExchangeOutcome> outcomes = new LinkedBlockingQueue<>();

	private volatile int[] ports = {};

	private volatile UnaryOperator<Peer> options = UnaryOperator.identity();

	private volatile long usedAt;

	private volatile long received;

	private volatile long sent;

	private volatile @Nullable Thread thread;

	void use(int... ports) {
		this.usedAt = System.nanoTime();
		this.outcomes.clear();
		this.options = UnaryOperator.identity();
		this.ports = ports;
	}

	/**
	 * Changes the peers until others are named.
	 * @param options changes a peer
	 */
	void configure(UnaryOperator<Peer> options) {
		this.options = options;
	}

	/**
	 * Returns what the client sent in the exchange that ended last.
	 * @return the number of bytes
	 */
	long bytesReceived() {
		return this.received;
	}

	/**
	 * Returns what was sent to the client in the exchange that ended last.
	 * @return the number of bytes
	 */
	long bytesSent() {
		return this.sent;
	}

	ExchangeOutcome outcome() throws InterruptedException {
		ExchangeOutcome outcome = this.outcomes.poll(10, TimeUnit.SECONDS);
		if (outcome == null) {
			throw new AssertionError("No exchange ended in time");
		}
		return outcome;
	}

	@Nullable Thread thread() {
		return this.thread;
	}

	@Override
	public AtomicInteger newContext(ProxyRequest request) {
		this.thread = Thread.currentThread();
		return new AtomicInteger();
	}

	@Override
	public Answer<ProxyResponse> onRequest(ExchangeView<AtomicInteger> exchange) {
		return Answer.of(exchange.request().path().equals(ANSWERED_AT_ONCE) ? ProxyResponse.of(418) : null);
	}

	@Override
	public Answer<Peer> upstreamPeer(ExchangeView<AtomicInteger> exchange) {
		return Answer.of(this.options.apply(Peer.http("127.0.0.1", this.ports[exchange.context().get()])));
	}

	@Override
	public Answer<FailureDecision> onConnectFailure(ExchangeView<AtomicInteger> exchange, Peer peer, ProxyError error) {
		boolean last = exchange.context().incrementAndGet() >= this.ports.length;
		return Answer.of(last ? FailureDecision.giveUp() : FailureDecision.retry());
	}

	@Override
	public void onComplete(ExchangeView<AtomicInteger> exchange, ExchangeOutcome outcome) {
		if (exchange.startedAt() - this.usedAt < 0) {
			// It is the exchange of an earlier test, which ends late.
			return;
		}
		this.received = exchange.bytesReceived();
		this.sent = exchange.bytesSent();
		this.outcomes.add(outcome);
	}

}
