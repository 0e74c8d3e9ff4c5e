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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;

/**
 * An exchange that did not go smoothly.
 *
 * @param id counts these exchanges since the start, from 1
 * @param time when it ended
 * @param method the request method
 * @param path the path, with the query only if that is wanted
 * @param handler the name of the handler
 * @param outcome what the client got
 * @param status the status that the client got
 * @param error the type of the last error, or {@code null} if none was left unresolved
 * @param totalMs how long it took, in milliseconds
 * @param attempts the attempts, oldest first
 * @since 0.1.0
 */
public record FailureDescriptor(long id, Instant time, String method, String path, String handler, String outcome,
		int status, @Nullable String error, double totalMs, List<AttemptDescriptor> attempts) {

	static FailureDescriptor of(long id, Instant time, String path, ExchangeView<?> exchange, ExchangeOutcome outcome,
			long now) {
		List<AttemptDescriptor> attempts = new ArrayList<>();
		for (Attempt attempt : exchange.attempts().all()) {
			attempts.add(AttemptDescriptor.of(attempt, exchange.startedAt()));
		}
		ProxyError error = outcome.error();
		return new FailureDescriptor(id, time, exchange.request().method(), path, exchange.handler(),
				outcome.result().id(), outcome.status(), (error != null) ? error.type().id() : null,
				Millis.of(now - exchange.startedAt()), attempts);
	}

	/**
	 * One attempt.
	 *
	 * @param number the number, from 1; a try after a stale connection has that of the
	 * attempt that it repeats
	 * @param peer host and port, as in meters
	 * @param staleTry whether it is the try after a stale connection
	 * @param hedge whether it was started beside a slow one
	 * @param reused whether its connection had served before
	 * @param startMs when it began, in milliseconds since the exchange did
	 * @param connectMs when it had a connection, in milliseconds since it began, or
	 * {@code null}
	 * @param firstByteMs when the head of the response arrived, or {@code null}
	 * @param totalMs how long it took
	 * @param status the status of the response, or {@code null}
	 * @param error what went wrong, or {@code null}
	 * @param delivery how much of the request the peer may have seen, or {@code null} if
	 * nothing went wrong
	 * @param decision what was asked for, or {@code null} if nothing was decided
	 * @param veto why that was refused, or {@code null} if it was not
	 */
	public record AttemptDescriptor(int number, String peer, boolean staleTry, boolean hedge, boolean reused,
			double startMs, @Nullable Double connectMs, @Nullable Double firstByteMs, double totalMs,
			@Nullable Integer status, @Nullable String error, @Nullable String delivery, @Nullable String decision,
			@Nullable String veto) {

		private static AttemptDescriptor of(Attempt attempt, long exchangeStart) {
			ProxyError error = attempt.error();
			Verdict verdict = attempt.verdict();
			VetoReason veto = (verdict != null) ? verdict.veto() : null;
			return new AttemptDescriptor(attempt.number(), attempt.peer().address().toString(), attempt.staleTry(),
					attempt.hedge(), attempt.reused(), Millis.of(attempt.startedAt() - exchangeStart),
					since(attempt, attempt.connectedAt()), since(attempt, attempt.respondedAt()),
					Millis.of(attempt.duration().toNanos()), (attempt.status() != 0) ? attempt.status() : null,
					(error != null) ? error.type().id() : null, (error != null) ? error.delivery().id() : null,
					(verdict != null) ? verdict.decision().id() : null, (veto != null) ? veto.id() : null);
		}

		private static @Nullable Double since(Attempt attempt, long time) {
			return (time != 0) ? Millis.of(time - attempt.startedAt()) : null;
		}

	}

}
