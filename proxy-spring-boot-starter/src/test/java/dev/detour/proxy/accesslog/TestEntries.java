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

package dev.detour.proxy.accesslog;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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

/**
 * Entries to format.
 */
final class TestEntries {

	private TestEntries() {
	}

	static AccessLogEntry request(String target, @Nullable String referer, @Nullable String userAgent,
			Map<String, String> fields) {
		return new AccessLogEntry(Instant.parse("2026-11-22T10:15:30.123Z"), 1_234_567, "orders",
				new AccessLogEntry.Request("203.0.113.7", "GET", target, "HTTP/1.1", "shop.example"), referer,
				userAgent, fields, new ExchangeOutcome(Result.RELAYED, 200, null), 0, 2, List.of(), null);
	}

	static AccessLogEntry refused() {
		ProxyError error = new ProxyError(ErrorType.READ_TIMEOUT, Delivery.SENT, true, 10, 0, null);
		Attempt attempt = Attempt.started(1, Peer.http("10.0.0.1", 8080), false, 1_000_000)
			.connected(true, 1_040_000)
			.ended(error, 61_000_000)
			.judged(new Verdict(FailureDecision.retry(), VetoReason.NOT_IDEMPOTENT));
		return new AccessLogEntry(Instant.parse("2026-11-22T10:15:30.123Z"), 61_000_000, "orders",
				new AccessLogEntry.Request("203.0.113.7", "POST", "/orders", "HTTP/1.1", "shop.example"), null, null,
				Map.of(), new ExchangeOutcome(Result.FAILED, 504, error), 7, 20, List.of(attempt), "0af7");
	}

}
