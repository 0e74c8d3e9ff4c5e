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

package dev.detour.proxy.route;

import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages and groups that stand in for peers that have failed, in both mounts.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class FallbackTests {

	private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

	private static final String PROGRAM = "Accept: application/json";

	@Parameter
	boolean direct;

	private ClosedPort dead;

	private ScriptedUpstream standby;

	@BeforeEach
	void start() {
		this.dead = ClosedPort.take();
		this.standby = ScriptedUpstream.start().always(Script.respond(200).body("standby"));
		Recorder.FALLBACKS.clear();
		Recorder.OUTCOMES.clear();
	}

	@AfterEach
	void stop() {
		this.dead.close();
		this.standby.close();
	}

	@Test
	void pageWhenPeersHaveFailedIsWhatClientAccepts() throws InterruptedException {
		try (TestGateway gateway = gateway("proxy.routes.a.fallback.pages.5xx.html=classpath:pages/busy.html",
				"proxy.routes.a.fallback.pages.5xx.problem.detail=Come back later",
				"proxy.routes.a.response-headers.set.X-Route=a"); RawClient client = connect(gateway)) {
			RawResponse html = client.get("/", BROWSER);
			assertThat(html.status()).isEqualTo(502);
			assertThat(html.headers("Content-Type")).containsExactly("text/html;charset=UTF-8");
			assertThat(html.headers("X-Route")).containsExactly("a");
			// UTF-8, read as Latin 1
			assertThat(html.text()).startsWith("<!doctype html>").contains("\u00c3\u00bc");
			assertThat(ended()).isEqualTo(Result.FAILED);
			RawResponse json = client.get("/", PROGRAM);
			assertThat(json.status()).isEqualTo(502);
			assertThat(json.headers("Content-Type")).containsExactly("application/problem+json");
			assertThat(json.text()).isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Gateway\",\"status\":502,"
					+ "\"detail\":\"Come back later\"}");
			assertThat(client.get("/", "Accept: image/png").text()).isEqualTo("502 Bad Gateway\n");
			assertThat(client.head("/", BROWSER).headers("Content-Length"))
				.containsExactly(html.headers("Content-Length").get(0));
			assertThat(Recorder.FALLBACKS).containsExactly(Fallback.PAGE, Fallback.PAGE, Fallback.PAGE);
		}
	}

	@Test
	void pageWhenThereAreSeveralIsTheMostSpecificAndRoutesBeatDefaults() {
		try (ScriptedUpstream slow = ScriptedUpstream.start().always(Script.neverAnswer());
				TestGateway gateway = gateway("proxy.defaults.fallback.pages.default.html=<p>any</p>",
						"proxy.defaults.fallback.pages.502.html=<p>default 502</p>",
						"proxy.routes.a.fallback.pages.502.html=<p>own 502</p>", "proxy.routes.b.path=/b",
						"proxy.routes.b.peers=http://127.0.0.1:" + this.dead.port(), "proxy.routes.slow.path=/slow",
						"proxy.routes.slow.peers=" + slow.uri(), "proxy.routes.slow.failover.timeout=100ms");
				RawClient client = connect(gateway)) {
			assertThat(client.get("/a").text()).isEqualTo("<p>own 502</p>");
			assertThat(client.get("/b").text()).isEqualTo("<p>default 502</p>");
			RawResponse late = client.get("/slow");
			assertThat(late.status()).isEqualTo(504);
			assertThat(late.text()).isEqualTo("<p>any</p>");
		}
	}

	@Test
	void groupWhenPeersHaveFailedStandsInForWhateverWasNotSent() throws InterruptedException {
		try (TestGateway gateway = gateway("proxy.groups.standby.peers=" + this.standby.uri(),
				"proxy.routes.a.fallback.group=standby"); RawClient client = connect(gateway)) {
			assertThat(client.get("/").text()).isEqualTo("standby");
			assertThat(client.post("/", "content").text()).isEqualTo("standby");
			assertThat(this.standby.request(1).body().text()).isEqualTo("content");
			assertThat(Recorder.FALLBACKS).containsExactly(Fallback.GROUP, Fallback.GROUP);
			assertThat(ended()).isEqualTo(Result.RELAYED);
		}
	}

	@Test
	void groupWhenRequestMayNotBeRepeatedDoesNotGetIt() {
		try (ScriptedUpstream broken = ScriptedUpstream.start().always(Script.respond(503).body("broken"));
				TestGateway gateway = gateway("proxy.groups.standby.peers=" + this.standby.uri(),
						"proxy.routes.b.path=/b", "proxy.routes.b.peers=" + broken.uri(),
						"proxy.routes.b.fallback.group=standby");
				RawClient client = connect(gateway)) {
			assertThat(client.get("/b").text()).isEqualTo("standby");
			assertThat(client.post("/b", "content").text()).isEqualTo("broken");
			assertThat(this.standby.requests()).hasSize(1);
		}
	}

	@Test
	void groupWhenPeersAreManyGetsTheLastAttempt() {
		try (ScriptedUpstream broken = ScriptedUpstream.start().always(Script.respond(503));
				ScriptedUpstream other = ScriptedUpstream.start().always(Script.respond(503));
				ScriptedUpstream third = ScriptedUpstream.start().always(Script.respond(503));
				TestGateway gateway = gateway("proxy.groups.standby.peers=" + this.standby.uri(),
						"proxy.routes.b.path=/b",
						"proxy.routes.b.peers=" + broken.uri() + "," + other.uri() + "," + third.uri(),
						"proxy.routes.b.fallback.group=standby");
				RawClient client = connect(gateway)) {
			assertThat(client.get("/b").text()).isEqualTo("standby");
			assertThat(broken.requests().size() + other.requests().size() + third.requests().size()).isEqualTo(2);
		}
	}

	@Test
	void groupWhenItFailsTooLeavesThePage() {
		try (ClosedPort standby = ClosedPort.take();
				TestGateway gateway = gateway("proxy.groups.standby.peers=http://127.0.0.1:" + standby.port(),
						"proxy.routes.a.fallback.group=standby",
						"proxy.routes.a.fallback.pages.default.html=<p>down</p>");
				RawClient client = connect(gateway)) {
			assertThat(client.get("/").text()).isEqualTo("<p>down</p>");
			assertThat(Recorder.FALLBACKS).containsExactly(Fallback.GROUP, Fallback.PAGE);
		}
	}

	private static Result ended() throws InterruptedException {
		ExchangeOutcome outcome = Recorder.OUTCOMES.poll(10, TimeUnit.SECONDS);
		assertThat(outcome).isNotNull();
		return outcome.result();
	}

	private TestGateway gateway(String... properties) {
		String[] all = new String[properties.length + 2];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "proxy.routes.a.path=/**";
		all[properties.length + 1] = "proxy.routes.a.peers=http://127.0.0.1:" + this.dead.port();
		return TestGateway.start(this.direct ? Recording.class : Filtered.class, all);
	}

	private static RawClient connect(TestGateway gateway) {
		return RawClient.connect(gateway.port());
	}

	@Configuration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

	static class Filtered extends Recording {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

	static final class Recorder implements ExchangeListener {

		static final Queue<Fallback> FALLBACKS = new ConcurrentLinkedQueue<>();

		static final BlockingQueue<ExchangeOutcome> OUTCOMES = new LinkedBlockingQueue<>();

		@Override
		public void fellBack(ExchangeView<?> exchange, Fallback fallback) {
			FALLBACKS.add(fallback);
		}

		@Override
		public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
			OUTCOMES.add(outcome);
		}

	}

}
