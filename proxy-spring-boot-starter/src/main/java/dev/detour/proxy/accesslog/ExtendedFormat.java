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

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.failure.ProxyError;

/**
 * The combined format, followed by named values: what happened in the gateway, and every
 * attempt in brackets.
 */
final class ExtendedFormat implements LineFormat {

	private final Redaction redaction;

	private final CombinedFormat combined;

	ExtendedFormat(Redaction redaction) {
		this.redaction = redaction;
		this.combined = new CombinedFormat(redaction);
	}

	@Override
	public String format(AccessLogEntry entry) {
		Line line = new Line();
		this.combined.append(entry, line);
		line.literal(" host=").quoted(entry.request().host()).literal(" handler=").token(entry.handler());
		line.literal(" outcome=").literal(entry.outcome().result().id()).literal(" ended_by=").literal(entry.endedBy());
		if (entry.error() != null) {
			line.literal(" error=").literal(entry.error());
		}
		line.literal(" ms=").millis(entry.nanos()).literal(" received=").number(entry.received());
		if (entry.traceId() != null) {
			line.literal(" trace=").token(entry.traceId());
		}
		entry.fields()
			.forEach((name,
					value) -> line.literal(" ").token(name).literal("=").quoted(this.redaction.field(name, value)));
		for (Attempt attempt : entry.attempts()) {
			line.literal(" [");
			append(attempt, line);
			line.literal("]");
		}
		return line.toString();
	}

	private static void append(Attempt attempt, Line line) {
		line.literal("attempt=").number(attempt.number()).literal(" peer=").token(attempt.peer().address().toString());
		if (attempt.staleTry()) {
			line.literal(" stale_try");
		}
		if (attempt.hedge()) {
			line.literal(" hedge");
		}
		ProxyError error = attempt.error();
		if (error != null) {
			line.literal(" error=").literal(error.type().id()).literal(" delivery=").literal(error.delivery().id());
		}
		if (attempt.status() != 0) {
			line.literal(" status=").number(attempt.status());
		}
		if (attempt.isConnected()) {
			line.literal(attempt.reused() ? " reused" : "")
				.literal(" connect_ms=")
				.millis(attempt.connectedAt() - attempt.startedAt());
		}
		if (attempt.respondedAt() != 0) {
			line.literal(" first_byte_ms=").millis(attempt.respondedAt() - attempt.startedAt());
		}
		line.literal(" ms=").millis(attempt.duration().toNanos());
		Verdict verdict = attempt.verdict();
		if (verdict != null) {
			line.literal(" decision=").literal(verdict.decision().id());
			if (verdict.veto() != null) {
				line.literal(" refused=").literal(verdict.veto().id());
			}
		}
	}

}
