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

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the number of meters is bounded, whatever handlers and peers do.
 */
class CardinalityTests {

	private static final ErrorType[] USUAL_ERRORS = { ErrorType.CONNECT_REFUSED, ErrorType.CONNECT_TIMEOUT,
			ErrorType.READ_TIMEOUT, ErrorType.CONNECTION_CLOSED, ErrorType.CONNECTION_RESET, ErrorType.CLIENT_GONE };

	@Test
	void scrapeWhenThereAreFiftyPeersStaysSmall() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		ExchangeMetrics exchanges = new ExchangeMetrics(registry, 100);
		ConnectionMetrics connections = new ConnectionMetrics(registry, 100);
		for (int peer = 1; peer <= 50; peer++) {
			use(exchanges, connections, Peer.http("10.0.0." + peer, 8080));
		}
		registry.scrape();
		long start = System.nanoTime();
		String scraped = registry.scrape();
		long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
		long series = scraped.lines().filter((line) -> !line.startsWith("#")).count();
		System.out.println("50 peers: " + series + " series, scraped in " + millis + " ms");
		assertThat(series).isBetween(1000L, 5000L);
	}

	@Test
	void metersWhenEveryRequestHasAPeerOfItsOwnAreLimited() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		ExchangeMetrics exchanges = new ExchangeMetrics(registry, 3);
		ConnectionMetrics connections = new ConnectionMetrics(registry, 3);
		for (int peer = 1; peer <= 200; peer++) {
			use(exchanges, connections, Peer.http("peer" + peer + ".example", 80));
		}
		Set<String> peers = new HashSet<>();
		registry.getMeters().forEach((meter) -> peers.add(meter.getId().getTag("peer")));
		assertThat(peers).containsExactlyInAnyOrder(null, "peer1.example:80", "peer2.example:80", "peer3.example:80",
				"other");
		assertThat(registry.get("proxy.connections.opened").tag("peer", "other").timer().count()).isEqualTo(197);
	}

	@Test
	void metersWhenRecordedHaveTheTagsThatAreDocumented() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		use(new ExchangeMetrics(registry, 10), new ConnectionMetrics(registry, 10), Peer.http("localhost", 80));
		for (ProxyMeters meter : ProxyMeters.values()) {
			assertThat(registry.find(meter.meter()).meters()).as(meter.meter())
				.allSatisfy((found) -> assertThat(found.getId().getTags().stream().map(Tag::getKey))
					.containsExactlyInAnyOrderElementsOf(meter.tags()));
		}
		assertThat(registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.contains("proxy.exchanges", "proxy.attempts", "proxy.retries", "proxy.retries.suppressed",
					"proxy.stale.tries", "proxy.connections");
	}

	@Test
	void retryWhenGrantedAndOvertakenIsSuppressed() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		ExchangeMetrics metrics = new ExchangeMetrics(registry, 10);
		TestView view = new TestView();
		ProxyError error = ProxyError.notSent(ErrorType.CONNECT_REFUSED, null);
		FailureDecision retry = FailureDecision.retry().after(Duration.ofSeconds(1));
		metrics.started(view);
		view.start(metrics, Peer.http("localhost", 80), false);
		view.fail(metrics, error, new Verdict(retry, null));
		metrics.decided(view, error, new Verdict(retry, VetoReason.CLIENT_GONE));
		metrics.completed(view, new ExchangeOutcome(Result.CLIENT_GONE, 499, error));
		assertThat(registry.find("proxy.retries").counters()).isEmpty();
		assertThat(registry.get("proxy.retries.suppressed")
			.tags("handler", "test", "phase", "connect_failure", "error", "connect_refused", "reason", "client_gone")
			.counter()
			.count()).isOne();
	}

	private static void use(ExchangeMetrics metrics, ConnectionMetrics connections, Peer peer) {
		connections.waiting(peer.address());
		connections.waited(peer.address());
		connections.opened(peer.address(), 1000);
		connections.idle(peer.address());
		for (ErrorType type : USUAL_ERRORS) {
			TestView view = new TestView();
			boolean connected = type.ordinal() > ErrorType.POOL_EXHAUSTED.ordinal();
			ProxyError error = new ProxyError(type, connected ? Delivery.SENT : Delivery.NOT_SENT, true, 0, 0, null);
			metrics.started(view);
			view.start(metrics, peer, false);
			view.fail(metrics, error, new Verdict(FailureDecision.retry(), null));
			view.start(metrics, peer, false);
			view.fail(metrics, error, new Verdict(FailureDecision.retry(), VetoReason.NOT_IDEMPOTENT));
			metrics.completed(view, new ExchangeOutcome(Result.FAILED, 502, error));
		}
		TestView view = new TestView();
		metrics.started(view);
		view.start(metrics, peer, false);
		view.start(metrics, peer, true);
		Attempt attempt = view.attempts().all().get(1).connected(false, 2).responded(200, 3).ended(null, 4);
		metrics.attemptEnded(view, attempt);
		metrics.completed(view, new ExchangeOutcome(Result.RELAYED, 200, null));
	}

}
