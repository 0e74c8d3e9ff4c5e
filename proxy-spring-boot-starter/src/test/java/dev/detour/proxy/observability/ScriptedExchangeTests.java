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

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One exchange, told in the same way by meters, spans, and the access log.
 */
class ScriptedExchangeTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String PARENT = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";

	@ParameterizedTest(name = "behind a filter: {0}")
	@ValueSource(booleans = { false, true })
	void exchangeWhenItTakesThreeAttemptsIsToldTheSameEverywhere(boolean filter) {
		try (ObservedGateway gateway = ObservedGateway.start(App.class, "test.filter=" + filter);
				ClosedPort refusing = ClosedPort.take();
				ScriptedUpstream resetting = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				ScriptedUpstream answering = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			Orders.use(refusing.port(), resetting.port(), answering.port());
			assertThat(client.get("/orders/1?token=secret", PARENT, "baggage: tenant=7").status()).isEqualTo(200);

			String line = gateway.awaitLines(1).get(0);
			assertMeters(gateway, refusing, resetting, answering);
			assertSpans(gateway, filter ? 5 : 4, answering);
			assertThat(resetting.request(0).header("traceparent"))
				.isNotEqualTo(answering.request(0).header("traceparent"));
			assertThat(answering.request(0).headers("baggage")).containsExactly("tenant=7");
			assertThat(line).contains("\"GET /orders/1?token=*** HTTP/1.1\" 200 2 ")
				.contains("handler=orders outcome=relayed ended_by=peer ")
				.contains(" trace=" + TRACE + " ")
				.containsPattern("\\[attempt=1 peer=127.0.0.1:" + refusing.port()
						+ " error=connect_refused delivery=not_sent ms=[\\d.]+ decision=retry]"
						+ " \\[attempt=2 peer=127.0.0.1:" + resetting.port()
						+ " error=connection_reset delivery=sent connect_ms=[\\d.]+ ms=[\\d.]+ decision=retry]"
						+ " \\[attempt=3 peer=127.0.0.1:" + answering.port()
						+ " status=200 connect_ms=[\\d.]+ first_byte_ms=[\\d.]+ ms=[\\d.]+]$");
			assertThat(gateway.awaitLines(1)).hasSize(1);
		}
	}

	private static void assertMeters(ObservedGateway gateway, ClosedPort refusing, ScriptedUpstream resetting,
			ScriptedUpstream answering) {
		assertThat(gateway.count("proxy.exchanges")).isOne();
		assertThat(gateway.count("proxy.exchanges", "handler", "orders", "outcome", "relayed", "status", "2xx"))
			.isOne();
		assertThat(gateway.gauge("proxy.exchanges.active", "handler", "orders")).isZero();
		assertThat(gateway.count("proxy.attempts")).isEqualTo(3);
		assertThat(gateway.count("proxy.attempts", "peer", "127.0.0.1:" + refusing.port(), "outcome", "failure",
				"error", "connect_refused", "status", "none"))
			.isOne();
		assertThat(gateway.count("proxy.attempts", "peer", resetting.address(), "outcome", "failure", "error",
				"connection_reset", "status", "none"))
			.isOne();
		assertThat(gateway.count("proxy.attempts", "peer", answering.address(), "outcome", "success", "error", "none",
				"status", "2xx"))
			.isOne();
		assertThat(gateway.count("proxy.attempts.first.byte", "peer", answering.address())).isOne();
		assertThat(gateway.count("proxy.retries")).isEqualTo(2);
		assertThat(gateway.count("proxy.retries", "phase", "connect_failure", "error", "connect_refused", "decision",
				"retry"))
			.isOne();
		assertThat(gateway.count("proxy.retries", "phase", "proxy_error", "error", "connection_reset", "decision",
				"retry"))
			.isOne();
		assertThat(gateway.count("proxy.retries.suppressed")).isZero();
		assertThat(gateway.count("proxy.bytes", "direction", "sent")).isEqualTo(2);
		assertThat(gateway.count("proxy.connections.opened")).isEqualTo(2);
		Awaitility.await()
			.until(() -> gateway.gauge("proxy.connections", "peer", answering.address(), "state", "idle") == 1);
		assertThat(gateway.gauge("proxy.connections", "peer", answering.address(), "state", "active")).isZero();
		assertThat(gateway.gauge("proxy.connections", "peer", "127.0.0.1:" + refusing.port(), "state", "pending"))
			.isZero();
	}

	private static void assertSpans(ObservedGateway gateway, int count, ScriptedUpstream answering) {
		List<SpanData> spans = gateway.awaitSpans(count);
		assertThat(spans).hasSize(count).allMatch((span) -> span.getTraceId().equals(TRACE));
		SpanData exchange = spans.get(count - 4);
		assertThat(exchange.getName()).isEqualTo("GET orders");
		assertThat(exchange.getParentSpanId()).isEqualTo((count == 4) ? "00f067aa0ba902b7" : spans.get(0).getSpanId());
		List<SpanData> attempts = spans.subList(count - 3, count);
		assertThat(attempts).allMatch((span) -> span.getParentSpanId().equals(exchange.getSpanId()));
		assertThat(attempts).extracting((span) -> tag(span, "error.type"))
			.containsExactly("connect_refused", "connection_reset", "none");
		assertThat(attempts).extracting((span) -> tag(span, "http.request.resend_count"))
			.containsExactly("0", "1", "2");
		assertThat(answering.request(0).headers("traceparent"))
			.containsExactly("00-" + TRACE + "-" + attempts.get(2).getSpanId() + "-01");
	}

	@Test
	void retryWhenRefusedIsExplainedEverywhere() {
		try (ObservedGateway gateway = ObservedGateway.start(App.class);
				ScriptedUpstream resetting = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				RawClient client = gateway.connect()) {
			Orders.use(resetting.port(), resetting.port());
			assertThat(client.post("/orders", "content").status()).isEqualTo(502);

			assertThat(gateway.awaitLines(1).get(0)).contains("\"POST /orders HTTP/1.1\" 502 ")
				.contains("outcome=failed ended_by=gateway error=connection_reset ")
				.contains(" received=7 ")
				.contains("delivery=sent ")
				.endsWith(" decision=retry refused=not_idempotent]");
			assertThat(gateway.count("proxy.attempts")).isOne();
			assertThat(gateway.count("proxy.retries")).isZero();
			assertThat(gateway.count("proxy.retries.suppressed")).isOne();
			assertThat(gateway.count("proxy.retries.suppressed", "handler", "orders", "phase", "proxy_error", "error",
					"connection_reset", "reason", "not_idempotent"))
				.isOne();
			List<SpanData> spans = gateway.awaitSpans(2);
			assertThat(tag(spans.get(0), "proxy.veto")).isEqualTo("not_idempotent");
			assertThat(spans.get(0).getEvents()).extracting((event) -> event.getName())
				.contains("connection_reset (sent), decision: retry, refused: not_idempotent");
		}
	}

	@Test
	void staleConnectionWhenTriedAgainIsToldApart() {
		try (ObservedGateway gateway = ObservedGateway.start(App.class);
				ScriptedUpstream upstream = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			Orders.use(upstream.port());
			upstream.enqueue(Script.respond(200).body("first"), Script.readRequest().thenReset());
			client.get("/orders");
			upstream.awaitIdle(1);
			assertThat(client.get("/orders").status()).isEqualTo(200);
			assertThat(gateway.awaitLines(2).get(1)).contains("[attempt=1 ")
				.contains("[attempt=1 peer=" + upstream.address() + " stale_try status=200 ");
			assertThat(gateway.count("proxy.attempts", "outcome", "stale", "error", "connection_reset")).isOne();
			assertThat(gateway.count("proxy.stale.tries", "handler", "orders", "peer", upstream.address())).isOne();
			assertThat(gateway.count("proxy.retries")).isZero();
			assertThat(gateway.count("proxy.connections.reused", "peer", upstream.address())).isOne();
		}
	}

	private static String tag(SpanData span, String name) {
		return span.getAttributes().get(AttributeKey.stringKey(name));
	}

	@ProxyHandler("/orders/**")
	static class Orders {

		private static volatile List<Integer> ports = List.of();

		static void use(Integer... ports) {
			Orders.ports = List.of(ports);
		}

		@UpstreamPeer
		Peer peer(Attempts attempts) {
			return Peer.http("127.0.0.1", ports.get(attempts.count()));
		}

		@OnConnectFailure
		FailureDecision failToConnect() {
			return FailureDecision.retry();
		}

		@OnProxyError
		FailureDecision errorWhileProxy() {
			return FailureDecision.retry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TracingConfiguration.class)
	static class App {

		@Bean
		Orders orders() {
			return new Orders();
		}

		@Bean
		@ConditionalOnBooleanProperty("test.filter")
		WebFilter idleFilter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

}
