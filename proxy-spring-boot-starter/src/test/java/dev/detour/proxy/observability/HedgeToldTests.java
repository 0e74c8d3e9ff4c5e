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

package dev.detour.proxy.observability;

import java.util.List;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An attempt beside a slow one is told the same by meters, spans, access log, and
 * endpoint.
 */
class HedgeToldTests {

	@Test
	void hedgeWhenItWinsIsToldTheSameEverywhere() {
		Gate gate = new Gate();
		try (ScriptedUpstream slow = ScriptedUpstream.start()
			.always(Script.readRequest().thenStall(gate).thenRespond(200).body("slow"));
				ScriptedUpstream fast = ScriptedUpstream.start();
				ObservedGateway gateway = start(slow, fast);
				RawClient client = gateway.connect()) {
			assertThat(client.get("/").status()).isEqualTo(200);
			assertThat(gateway.awaitLines(1).get(0)).containsPattern("\\[attempt=1 peer=" + slow.address()
					+ " error=hedge_lost delivery=sent connect_ms=[\\d.]+ ms=[\\d.]+] \\[attempt=2 peer="
					+ fast.address() + " hedge status=200 ");
			assertThat(gateway.count("proxy.hedges")).isOne();
			assertThat(gateway.count("proxy.hedges", "handler", "a", "outcome", "success")).isOne();
			assertThat(gateway.count("proxy.attempts", "peer", slow.address(), "outcome", "cancelled", "error",
					"hedge_lost", "status", "none"))
				.isOne();
			assertThat(gateway.count("proxy.retries")).isZero();
			assertSpans(gateway.awaitSpans(3), slow, fast);
			DocumentContext endpoint = JsonPath.parse(client.get("/actuator/proxy").text());
			assertThat(endpoint.<Integer>read("$.traffic.hedges")).isOne();
			assertThat(endpoint.<Integer>read("$.traffic.retries")).isZero();
			assertThat(endpoint.<Integer>read("$.traffic.attempts.cancelled")).isOne();
			assertThat(endpoint.<List<Object>>read("$.failures")).isEmpty();
			gate.open();
		}
	}

	private static void assertSpans(List<SpanData> spans, ScriptedUpstream slow, ScriptedUpstream fast) {
		SpanData exchange = spans.get(0);
		SpanData lost = spans.get(1);
		SpanData won = spans.get(2);
		assertThat(List.of(lost, won)).allMatch((span) -> span.getParentSpanId().equals(exchange.getSpanId()))
			.noneMatch((span) -> span.getStatus().getStatusCode() == StatusCode.ERROR);
		assertThat(tags(lost)).containsExactly(slow.address(), "false", "hedge_lost");
		assertThat(tags(won)).containsExactly(fast.address(), "true", "none");
		assertThat(slow.request(0).header("traceparent").orElseThrow()).contains(lost.getSpanId());
		assertThat(fast.request(0).header("traceparent").orElseThrow()).contains(won.getSpanId());
	}

	private static List<String> tags(SpanData span) {
		return List.of(tag(span, "server.address"), tag(span, "proxy.hedge"), tag(span, "error.type"));
	}

	private static String tag(SpanData span, String key) {
		return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
	}

	@Test
	void hedgeWhenItIsRefusedIsCountedByReason() {
		Gate gate = new Gate();
		try (ScriptedUpstream slow = ScriptedUpstream.start()
			.always(Script.readRequest().thenStall(gate).thenRespond(200).body("slow"));
				ScriptedUpstream fast = ScriptedUpstream.start();
				ObservedGateway gateway = start(slow, fast);
				RawClient client = gateway.connect()) {
			client.send(RawRequest.withBody("POST", "/", "content"));
			gateway.awaitCount("proxy.hedges.suppressed", 1);
			gate.open();
			assertThat(client.readResponse().text()).isEqualTo("slow");
			assertThat(gateway.count("proxy.hedges.suppressed", "handler", "a", "reason", "not_idempotent")).isOne();
			DocumentContext endpoint = JsonPath.parse(client.get("/actuator/proxy").text());
			assertThat(endpoint.<Integer>read("$.traffic.hedgesSuppressed.not_idempotent")).isOne();
			assertThat(fast.connectionCount()).isZero();
		}
	}

	private static ObservedGateway start(ScriptedUpstream slow, ScriptedUpstream fast) {
		return ObservedGateway.start(App.class, "proxy.routes.a.path=/**", "proxy.routes.a.priorities=0,1",
				"proxy.routes.a.failover.hedge.delay=50ms", "proxy.routes.a.peers=" + slow.uri() + "," + fast.uri(),
				"proxy.access-log.format=extended");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(TracingConfiguration.class)
	static class App {

	}

}
