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

package dev.detour.proxy.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.stereotype.Component;

import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.OnRequestBody;
import dev.detour.proxy.annotation.OnUpstreamResponse;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.autoconfigure.route.InvalidRoutesException;
import dev.detour.proxy.autoconfigure.route.PropertyProblem;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.handler.ProxyHandlerRegistry;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Policies of handlers from properties.
 */
class HandlerPolicyTests {

	private static final String ONE = "proxy.failover.handlers.silent.";

	private ClosedPort dead;

	private ScriptedUpstream broken;

	private ScriptedUpstream live;

	@BeforeEach
	void start() {
		this.dead = ClosedPort.take();
		this.broken = ScriptedUpstream.start().always(Script.respond(503).body("broken"));
		this.live = ScriptedUpstream.start().always(Script.respond(200).body("live"));
		Silent.first = Peer.http("127.0.0.1", this.broken.port());
		Silent.second = Peer.http("127.0.0.1", this.live.port());
	}

	@AfterEach
	void stop() {
		this.dead.close();
		this.broken.close();
		this.live.close();
	}

	@Test
	void handlerWhenThereIsNoPolicyIsLeftAlone() {
		try (TestGateway gateway = gateway("proxy.failover.max-attempts=3"); RawClient client = connect(gateway)) {
			assertThat(client.get("/silent").text()).isEqualTo("broken");
			Silent.first = Peer.http("127.0.0.1", this.dead.port());
			assertThat(client.get("/silent").status()).isEqualTo(502);
		}
	}

	@Test
	void handlerWhenItHasNoOpinionFollowsPolicy() {
		try (TestGateway gateway = gateway(ONE + "retry-on=connect-failure,503", ONE + "backoff.base=1ms",
				ONE + "backoff.max=1ms"); RawClient client = connect(gateway)) {
			assertThat(client.get("/silent").text()).isEqualTo("live");
			assertThat(client.post("/silent", "content").text()).isEqualTo("broken");
			Silent.first = Peer.http("127.0.0.1", this.dead.port());
			assertThat(client.post("/silent", "content").text()).isEqualTo("live");
			assertThat(this.live.request(1).body().text()).isEqualTo("CONTENT");
		}
	}

	@Test
	void handlerWhenItDecidesIsObeyed() {
		try (TestGateway gateway = gateway("proxy.failover.retry-on=503,reset", "proxy.failover.backoff.base=1ms",
				"proxy.failover.backoff.max=1ms"); RawClient client = connect(gateway)) {
			assertThat(client.get("/decided").status()).isEqualTo(502);
			assertThat(this.live.requests()).isEmpty();
			assertThat(client.get("/silent").text()).isEqualTo("live");
		}
	}

	@Test
	void requestWhenItsMethodIsVouchedForIsRepeated() {
		try (TestGateway gateway = gateway(ONE + "retry-on=503", ONE + "repeatable-methods=POST");
				RawClient client = connect(gateway)) {
			assertThat(client.post("/silent", "content").text()).isEqualTo("live");
		}
	}

	@Test
	void handlerWhenItHasLimitsIsWithinThem() {
		try (ScriptedUpstream slow = ScriptedUpstream.start().always(Script.neverAnswer());
				TestGateway gateway = gateway("proxy.failover.timeout=100ms", ONE + "timeout=5s",
						ONE + "attempt-timeout=100ms", ONE + "retry-on=timeout", ONE + "max-attempts=1");
				RawClient client = connect(gateway);
				RawClient other = connect(gateway)) {
			Silent.first = Peer.http("127.0.0.1", slow.port());
			// The last attempt has the whole time, and a second one is not made.
			client.send("GET /silent HTTP/1.1\r\nHost: a\r\n\r\n");
			assertThat(other.get("/decided").status()).isEqualTo(504);
			assertThat(client.readResponse().status()).isEqualTo(504);
			assertThat(slow.requests()).hasSize(2);
			assertThat(this.live.requests()).isEmpty();
		}
	}

	@Test
	void retryWhenBudgetIsSpentIsRefused() {
		try (TestGateway gateway = gateway(ONE + "retry-on=503", ONE + "budget.ratio=0",
				ONE + "budget.min-per-second=0"); RawClient client = connect(gateway)) {
			assertThat(client.get("/silent").text()).isEqualTo("broken");
		}
	}

	@Test
	void policyWhenNameIsWrittenAsPropertiesAreIsThatOfTheBean() {
		try (TestGateway gateway = gateway("proxy.failover.handlers.decided-handler.timeout=1s",
				"proxy.failover.handlers.SILENT.retry-on=503"); RawClient client = connect(gateway)) {
			assertThat(client.get("/silent").text()).isEqualTo("live");
			assertThat(gateway.bean(ProxyHandlerRegistry.class).mappings()).extracting(HandlerMapping::handler)
				.containsExactly("decidedHandler", "silent");
		}
	}

	@Test
	void startWhenPoliciesAreWrongListsAllOfThem() {
		InvalidRoutesException problems = catchThrowableOfType(InvalidRoutesException.class,
				() -> gateway("proxy.failover.handlers.nobody.timeout=1s", ONE + "retry-on=sometimes",
						ONE + "timeout=1s", ONE + "attempt-timeout=2s", ONE + "timeut=3s", ONE + "budget.window=0s",
						"proxy.failover.handlers.decidedHandler.repeatable-methods=POST")
					.close());
		assertThat(problems.getProblems()).extracting(PropertyProblem::property)
			.containsExactlyInAnyOrder("proxy.failover.handlers.nobody.timeout",
					"proxy.failover.handlers.silent.retry-on", "proxy.failover.handlers.silent.attempt-timeout",
					"proxy.failover.handlers.silent.timeut", "proxy.failover.handlers.silent.budget.window",
					"proxy.failover.handlers.decidedhandler.repeatable-methods");
		assertThat(problems).hasMessageContaining("There is no handler 'nobody': there are [decidedHandler, silent]")
			.hasMessageContaining("There is no such property")
			.hasMessageContaining("Has no effect without 'retry-on'");
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(FailureAnalyzer.class, (type, name, ex) -> {
		})
			.stream()
			.map((analyzer) -> analyzer.analyze(problems))
			.filter((analysis) -> analysis != null)
			.map((analysis) -> analysis.getDescription())).hasSize(1)
			.first()
			.asString()
			.startsWith("6 problems with properties of handlers:");
	}

	private static TestGateway gateway(String... properties) {
		return TestGateway.start(App.class, properties);
	}

	private static RawClient connect(TestGateway gateway) {
		return RawClient.connect(gateway.port());
	}

	@Import({ Silent.class, Decided.class })
	static class App {

	}

	@ProxyHandler("/silent")
	@Component("silent")
	static class Silent {

		static volatile Peer first;

		static volatile Peer second;

		@UpstreamPeer
		Peer upstreamPeer(Attempts attempts) {
			return (attempts.count() == 0) ? first : second;
		}

		@OnRequestBody
		BodyChunk filter(BodyChunk chunk) {
			String text = new String(chunk.bytes(), StandardCharsets.UTF_8);
			return chunk.withBytes(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
		}

	}

	@ProxyHandler("/decided")
	@Component("decidedHandler")
	static class Decided {

		@UpstreamPeer
		Peer upstreamPeer(Attempts attempts) {
			return (attempts.count() == 0) ? Silent.first : Silent.second;
		}

		@OnUpstreamResponse
		FailureDecision judge(UpstreamResponse response) {
			return FailureDecision.giveUp();
		}

		@OnProxyError
		FailureDecision errorWhileProxy() {
			return FailureDecision.giveUp();
		}

	}

}
