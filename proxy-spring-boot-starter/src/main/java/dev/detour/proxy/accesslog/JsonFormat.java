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

import java.math.BigDecimal;
import java.util.Map;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.failure.ProxyError;

/**
 * One JSON object for each line. What does not apply is left out.
 */
final class JsonFormat implements LineFormat {

	private final Redaction redaction;

	JsonFormat(Redaction redaction) {
		this.redaction = redaction;
	}

	@Override
	public String format(AccessLogEntry entry) {
		JsonLine json = new JsonLine().beginObject();
		AccessLogEntry.Request request = entry.request();
		json.field("time", entry.time().toString()).field("client", request.client());
		json.field("method", request.method()).field("target", this.redaction.uri(request.target()));
		json.field("protocol", request.protocol()).field("host", request.host());
		json.field("referer", (entry.referer() != null) ? this.redaction.uri(entry.referer()) : null);
		json.field("user_agent", entry.userAgent());
		if (!entry.fields().isEmpty()) {
			json.name("request_headers").beginObject();
			for (Map.Entry<String, String> field : entry.fields().entrySet()) {
				json.field(field.getKey(), this.redaction.field(field.getKey(), field.getValue()));
			}
			json.endObject();
		}
		json.field("status", entry.outcome().status()).field("received", entry.received()).field("sent", entry.sent());
		json.field("ms", millis(entry.nanos())).field("handler", entry.handler());
		json.field("outcome", entry.outcome().result().id()).field("ended_by", entry.endedBy());
		json.field("error", entry.error()).field("trace", entry.traceId());
		json.name("attempts").beginArray();
		for (Attempt attempt : entry.attempts()) {
			append(attempt, json.beginObject());
			json.endObject();
		}
		return json.endArray().endObject().toString();
	}

	private static void append(Attempt attempt, JsonLine json) {
		json.field("attempt", attempt.number()).field("peer", attempt.peer().address().toString());
		if (attempt.staleTry()) {
			json.field("stale_try", true);
		}
		if (attempt.hedge()) {
			json.field("hedge", true);
		}
		ProxyError error = attempt.error();
		if (error != null) {
			json.field("error", error.type().id()).field("delivery", error.delivery().id());
		}
		if (attempt.status() != 0) {
			json.field("status", attempt.status());
		}
		if (attempt.isConnected()) {
			json.field("reused", attempt.reused());
			json.field("connect_ms", millis(attempt.connectedAt() - attempt.startedAt()));
		}
		if (attempt.respondedAt() != 0) {
			json.field("first_byte_ms", millis(attempt.respondedAt() - attempt.startedAt()));
		}
		json.field("ms", millis(attempt.duration().toNanos()));
		Verdict verdict = attempt.verdict();
		if (verdict != null) {
			json.field("decision", verdict.decision().id());
			json.field("refused", (verdict.veto() != null) ? verdict.veto().id() : null);
		}
	}

	private static BigDecimal millis(long nanos) {
		return BigDecimal.valueOf(Math.max(nanos, 0) / 1000, 3);
	}

}
