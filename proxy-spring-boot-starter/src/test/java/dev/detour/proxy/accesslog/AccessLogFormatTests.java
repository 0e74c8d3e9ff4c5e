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

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AccessLogFormat}.
 */
class AccessLogFormatTests {

	private static final String HOSTILE = "x\" 200 0 \"\\\r\n127.0.0.1 - - forged \u2028 \u00e9 \u0000 end";

	private final Redaction redaction = Redaction.of(Redaction.DEFAULT_PARAMETERS, Redaction.DEFAULT_FIELDS);

	@ParameterizedTest
	@EnumSource
	void lineWhenClientIsHostileIsOnePrintableLine(AccessLogFormat format) {
		AccessLogEntry entry = TestEntries.request("/?" + HOSTILE, HOSTILE, HOSTILE, Map.of("X-" + HOSTILE, HOSTILE));
		String line = format(format, entry);
		assertThat(line).matches("[\\x20-\\x7e]+");
	}

	@Test
	void combinedWhenValuesHaveQuotesEscapesThem() {
		String line = format(AccessLogFormat.COMBINED, TestEntries.request("/", "a\"b", "c\\d\u2028\n", Map.of()));
		assertThat(line).startsWith("203.0.113.7 - - [22/Nov/2026:")
			.endsWith("] \"GET / HTTP/1.1\" 200 2 \"a\\x22b\" \"c\\x5cd\\u2028\\x0a\"");
	}

	@Test
	void extendedWhenRetryIsRefusedSaysWhy() {
		assertThat(format(AccessLogFormat.EXTENDED, TestEntries.refused())).endsWith(
				"\"POST /orders HTTP/1.1\" 504 20 \"-\" \"-\" host=\"shop.example\" handler=orders outcome=failed "
						+ "ended_by=gateway error=read_timeout ms=61.000 received=7 trace=0af7 [attempt=1 "
						+ "peer=10.0.0.1:8080 error=read_timeout delivery=sent reused connect_ms=0.040 ms=60.000 "
						+ "decision=retry refused=not_idempotent]");
	}

	@Test
	void jsonWhenRetryIsRefusedSaysWhy() {
		Map<String, Object> json = JsonParserFactory.getJsonParser()
			.parseMap(format(AccessLogFormat.JSON, TestEntries.refused()));
		assertThat(json).containsEntry("time", "2026-11-22T10:15:30.123Z")
			.containsEntry("status", 504)
			.containsEntry("ms", 61.0)
			.containsEntry("ended_by", "gateway")
			.containsEntry("trace", "0af7")
			.doesNotContainKey("referer");
		assertThat(json.get("attempts")).isEqualTo(List
			.of(Map.of("attempt", 1, "peer", "10.0.0.1:8080", "error", "read_timeout", "delivery", "sent", "reused",
					true, "connect_ms", 0.04, "ms", 60.0, "decision", "retry", "refused", "not_idempotent")));
	}

	@Test
	void jsonWhenValuesAreHostileKeepsThem() {
		Map<String, Object> json = JsonParserFactory.getJsonParser()
			.parseMap(format(AccessLogFormat.JSON, TestEntries.request("/", null, HOSTILE, Map.of("X-A", HOSTILE))));
		assertThat(json).containsEntry("user_agent", HOSTILE)
			.containsEntry("request_headers", Map.of("X-A", HOSTILE))
			.containsEntry("attempts", List.of());
	}

	@ParameterizedTest
	@EnumSource
	void lineWhenThereAreSecretsHasNone(AccessLogFormat format) {
		AccessLogEntry entry = TestEntries.request("http://user:s3cret@shop.example/a?b=c&Access%5Ftoken=s3cret&token",
				"https://idp.example/cb?state=1&code=s3cret", "curl", Map.of("Authorization", "Bearer s3cret"));
		assertThat(format(format, entry)).doesNotContain("s3cret")
			.contains("http://***@shop.example/a?b=c&Access%5Ftoken=***&token")
			.contains("https://idp.example/cb?state=1&code=***");
	}

	private String format(AccessLogFormat format, AccessLogEntry entry) {
		return format.lines(this.redaction).format(entry);
	}

}
