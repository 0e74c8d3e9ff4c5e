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

package dev.detour.proxy.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;

/**
 * The meters of one handler.
 */
final class HandlerMeters {

	private final Meters meters;

	private final String handler;

	private final LongAdder active = new LongAdder();

	private final Counter received;

	private final Counter sent;

	private final AtomicReferenceArray<Timer> exchanges = new AtomicReferenceArray<>(
			Result.values().length * StatusClass.COUNT);

	private final AtomicReferenceArray<Counter> refusals = new AtomicReferenceArray<>(
			LimitScope.values().length * RefusalReason.values().length);

	private final Map<Key, Counter> retries = new ConcurrentHashMap<>();

	private final Map<Fallback, Counter> fallbacks = new ConcurrentHashMap<>();

	private final CappedMap<PeerAddress, PeerMeters> peers;

	HandlerMeters(Meters meters, String handler, int maxPeers) {
		this.meters = meters;
		this.handler = handler;
		this.received = meters.counter(ProxyMeters.BYTES, handler, "received");
		this.sent = meters.counter(ProxyMeters.BYTES, handler, "sent");
		this.peers = new CappedMap<>(maxPeers, PeerAddress::toString, (peer) -> new PeerMeters(meters, handler, peer));
		meters.gauge(ProxyMeters.EXCHANGES_ACTIVE, this.active, LongAdder::sum, handler);
	}

	LongAdder active() {
		return this.active;
	}

	PeerMeters peer(Peer peer) {
		return this.peers.get(peer.address());
	}

	void bytes(long received, long sent) {
		if (received > 0) {
			this.received.increment(received);
		}
		if (sent > 0) {
			this.sent.increment(sent);
		}
	}

	Timer exchange(ExchangeOutcome outcome) {
		int status = StatusClass.of(outcome.status());
		int index = outcome.result().ordinal() * StatusClass.COUNT + status;
		Timer timer = this.exchanges.get(index);
		if (timer == null) {
			timer = this.meters.timer(ProxyMeters.EXCHANGES, this.handler, outcome.result().id(),
					StatusClass.name(status));
			this.exchanges.set(index, timer);
		}
		return timer;
	}

	void retried(Attempt failed, ProxyError error, Retry retry) {
		count(ProxyMeters.RETRIES, failed, error, retry.id());
	}

	void refused(Attempt failed, ProxyError error, VetoReason reason) {
		count(ProxyMeters.RETRIES_SUPPRESSED, failed, error, reason.id());
	}

	void hedged(AttemptOutcome outcome) {
		this.meters.counter(ProxyMeters.HEDGES, this.handler, outcome.id()).increment();
	}

	void hedgeRefused(VetoReason reason) {
		this.meters.counter(ProxyMeters.HEDGES_SUPPRESSED, this.handler, reason.id()).increment();
	}

	void fellBack(Fallback fallback) {
		this.fallbacks
			.computeIfAbsent(fallback, (key) -> this.meters.counter(ProxyMeters.FALLBACKS, this.handler, key.id()))
			.increment();
	}

	void refused(LimitScope scope, RefusalReason reason) {
		int index = scope.ordinal() * RefusalReason.values().length + reason.ordinal();
		Counter counter = this.refusals.get(index);
		if (counter == null) {
			counter = this.meters.counter(ProxyMeters.OVERLOAD_REFUSED, this.handler, scope.id(), reason.id());
			this.refusals.set(index, counter);
		}
		counter.increment();
	}

	private void count(ProxyMeters meter, Attempt failed, ProxyError error, String decision) {
		Key key = new Key(meter, phase(failed, error), error.type(), decision);
		this.retries.computeIfAbsent(key, this::counter).increment();
	}

	private Counter counter(Key key) {
		return this.meters.counter(key.meter(), this.handler, key.phase(), key.error().id(), key.decision());
	}

	private static String phase(Attempt failed, ProxyError error) {
		if (error.type() == ErrorType.STATUS_REFUSED) {
			return "upstream_response";
		}
		return failed.isConnected() ? "proxy_error" : "connect_failure";
	}

	private record Key(ProxyMeters meter, String phase, ErrorType error, String decision) {

	}

}
