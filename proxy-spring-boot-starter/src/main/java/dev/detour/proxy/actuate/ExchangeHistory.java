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

package dev.detour.proxy.actuate;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.accesslog.Redaction;
import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.PeerAddress;

/**
 * Remembers what the endpoint shows: counts, how peers are doing, and the latest
 * exchanges that failed, were retried, or were refused a retry. Its memory is bounded,
 * and event loops do not contend for locks in it.
 *
 * @since 0.1.0
 */
public final class ExchangeHistory implements ExchangeListener {

	private static final int MAX_PEERS = 1000;

	private static final int MAX_PATH = 500;

	private final HistoryOptions options;

	private final LongSupplier clock;

	private final InstantSource time;

	private final long start;

	private final TrafficCounters traffic;

	private final Map<PeerAddress, PeerHistory> peers = new ConcurrentHashMap<>();

	private final RecentFailures failures;

	/**
	 * Creates the history.
	 * @param options what to remember
	 * @param clock the time in nanoseconds of a monotonic clock, the one of exchanges
	 * @param time the time of day
	 */
	public ExchangeHistory(HistoryOptions options, LongSupplier clock, InstantSource time) {
		this.options = options;
		this.clock = clock;
		this.time = time;
		this.start = clock.getAsLong();
		this.traffic = new TrafficCounters(this.start);
		this.failures = new RecentFailures(options.maxFailures());
	}

	@Override
	public void started(ExchangeView<?> exchange) {
		this.traffic.started();
	}

	@Override
	public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
		PeerHistory peer = peer(attempt);
		if (peer != null) {
			peer.started();
		}
		if (attempt.hedge()) {
			this.traffic.hedged();
		}
		else if (attempt.number() > 1 && !attempt.staleTry()) {
			this.traffic.retried(attempt.startedAt());
		}
	}

	@Override
	public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
		AttemptOutcome outcome = AttemptOutcome.of(attempt.error());
		this.traffic.attempted(outcome);
		PeerHistory peer = peer(attempt);
		if (peer != null) {
			peer.ended(attempt, outcome, this.time);
		}
	}

	@Override
	public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
		if (verdict.veto() != null) {
			this.traffic.suppressed(verdict.veto(), this.clock.getAsLong());
		}
	}

	@Override
	public void hedgeRefused(ExchangeView<?> exchange, VetoReason reason) {
		this.traffic.hedgeSuppressed(reason);
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		long now = this.clock.getAsLong();
		this.traffic.completed(outcome.result(), now);
		if (isNotable(exchange, outcome.result())) {
			this.failures
				.add((id) -> FailureDescriptor.of(id, this.time.instant(), path(exchange), exchange, outcome, now));
		}
	}

	private static boolean isNotable(ExchangeView<?> exchange, Result result) {
		return result == Result.FAILED || result == Result.ABORTED
				|| exchange.attempts().all().stream().anyMatch(ExchangeHistory::isNotable);
	}

	private static boolean isNotable(Attempt attempt) {
		boolean refused = attempt.verdict() != null && !attempt.verdict().isGranted();
		boolean retry = attempt.number() > 1 && !attempt.hedge();
		return refused || retry || AttemptOutcome.of(attempt.error()) == AttemptOutcome.FAILURE;
	}

	private String path(ExchangeView<?> exchange) {
		String path = this.options.showQuery() ? Redaction.DEFAULT.uri(exchange.request().target())
				: exchange.request().path();
		return (path.length() > MAX_PATH) ? path.substring(0, MAX_PATH) + "…" : path;
	}

	/**
	 * Finds the history of a peer. Peers that are made up for every request must not fill
	 * the memory, so there is none for a peer that comes when there are many.
	 * @param attempt an attempt at the peer
	 * @return the history, or {@code null}
	 */
	private @Nullable PeerHistory peer(Attempt attempt) {
		PeerAddress address = attempt.peer().address();
		PeerHistory peer = this.peers.get(address);
		if (peer == null && attempt.endedAt() == 0 && this.peers.size() < MAX_PEERS) {
			peer = this.peers.computeIfAbsent(address, (key) -> new PeerHistory(this.start));
		}
		return peer;
	}

	/**
	 * Returns what has been counted.
	 * @return the counts
	 */
	public TrafficDescriptor traffic() {
		return this.traffic.describe(this.clock.getAsLong());
	}

	/**
	 * Returns what is known of peers.
	 * @return the peers that had attempts, by address
	 */
	public List<PeerDescriptor> peers() {
		long now = this.clock.getAsLong();
		return this.peers.entrySet()
			.stream()
			.map((entry) -> entry.getValue().describe(entry.getKey().toString(), now))
			.sorted(Comparator.comparing(PeerDescriptor::address))
			.toList();
	}

	/**
	 * Returns the exchanges that did not go smoothly.
	 * @param after only those with a greater id, 0 for all
	 * @return the exchanges, latest first
	 */
	public List<FailureDescriptor> failures(long after) {
		return this.failures.after(after);
	}

}
