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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Routes from properties, in both mounts.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class RouteTests {

	@Parameter
	boolean direct;

	private ScriptedUpstream upstream;

	@BeforeEach
	void start() {
		this.upstream = ScriptedUpstream.start().always(Script.respond(200).header("Server", "x").body("proxied"));
	}

	@AfterEach
	void stop() {
		this.upstream.close();
	}

	@Test
	void requestWhenRouteMatchesIsProxied() {
		try (TestGateway gateway = gateway("proxy.routes.orders.path=/orders/**",
				"proxy.routes.orders.peers=" + this.upstream.uri()); RawClient client = connect(gateway)) {
			assertThat(client.get("/orders/1?x=y").text()).isEqualTo("proxied");
			assertThat(this.upstream.request(0).target()).isEqualTo("/orders/1?x=y");
			assertThat(client.get("/other").status()).isEqualTo(404);
		}
	}

	@Test
	void requestWhenRouteRewritesIsChanged() {
		try (TestGateway gateway = gateway("proxy.routes.orders.path=/api/**", "proxy.routes.orders.strip-prefix=1",
				"proxy.routes.orders.rewrite.regex=^/v1", "proxy.routes.orders.rewrite.replacement=/v2",
				"proxy.routes.orders.request-headers.set.X-Gateway=detour",
				"proxy.routes.orders.request-headers.remove=X-Debug",
				"proxy.routes.orders.response-headers.remove=Server",
				"proxy.routes.orders.response-headers.add.X-Route=orders",
				"proxy.routes.orders.peers=" + this.upstream.uri()); RawClient client = connect(gateway)) {
			RawResponse response = client
				.send("GET /api/v1/a%2Fb?/api=v1 HTTP/1.1\r\nHost: a\r\nX-Debug: 1\r\nx-gateway: forged\r\n\r\n")
				.readResponse();
			assertThat(this.upstream.request(0).target()).isEqualTo("/v2/a%2Fb?/api=v1");
			assertThat(this.upstream.request(0).headers("X-Gateway")).containsExactly("detour");
			assertThat(this.upstream.request(0).headers("X-Debug")).isEmpty();
			assertThat(response.headers("Server")).isEmpty();
			assertThat(response.headers("X-Route")).containsExactly("orders");
		}
	}

	@Test
	void requestWhenFirstPeerIsDeadGoesToOther() {
		try (ClosedPort dead = ClosedPort.take();
				TestGateway gateway = gateway("proxy.routes.a.path=/**", "proxy.routes.a.priorities=0,1",
						"proxy.routes.a.peers=http://127.0.0.1:" + dead.port() + "," + this.upstream.uri());
				RawClient client = connect(gateway)) {
			assertThat(client.get("/").text()).isEqualTo("proxied");
			assertThat(client.post("/", "content").text()).isEqualTo("proxied");
			assertThat(this.upstream.request(1).body().text()).isEqualTo("content");
		}
	}

	@Test
	void requestWhenStatusIsRetriedGoesToOtherUnlessNotIdempotent() {
		try (ScriptedUpstream broken = ScriptedUpstream.start().always(Script.respond(503).body("broken"));
				TestGateway gateway = gateway("proxy.routes.a.path=/**", "proxy.routes.a.priorities=0,1",
						"proxy.routes.a.peers=" + broken.uri() + "," + this.upstream.uri());
				RawClient client = connect(gateway)) {
			assertThat(client.get("/").text()).isEqualTo("proxied");
			assertThat(client.post("/", "content").text()).isEqualTo("broken");
		}
	}

	@Test
	void requestWhenPeerIsSlowerThanAttemptTimeoutGoesToOther() {
		try (ScriptedUpstream slow = ScriptedUpstream.start().always(Script.neverAnswer());
				TestGateway gateway = gateway("proxy.routes.a.path=/**", "proxy.routes.a.priorities=0,1",
						"proxy.routes.a.failover.attempt-timeout=300ms",
						"proxy.routes.a.peers=" + slow.uri() + "," + this.upstream.uri());
				RawClient client = connect(gateway)) {
			assertThat(client.get("/").text()).isEqualTo("proxied");
			assertThat(slow.requests()).hasSize(1);
		}
	}

	@Test
	void requestWhenDeadlineIsUpIs504() {
		try (ScriptedUpstream slow = ScriptedUpstream.start().always(Script.neverAnswer());
				TestGateway gateway = gateway("proxy.routes.a.path=/**", "proxy.routes.a.failover.timeout=200ms",
						"proxy.routes.a.peers=" + slow.uri());
				RawClient client = connect(gateway)) {
			assertThat(client.get("/").status()).isEqualTo(504);
			assertThat(slow.requests()).hasSize(1);
		}
	}

	@Test
	void requestWhenClientLowersAttemptsHasFewer() {
		try (ClosedPort dead = ClosedPort.take();
				TestGateway gateway = gateway("proxy.routes.a.path=/a", "proxy.routes.b.path=/b",
						"proxy.routes.a.group=g", "proxy.routes.b.group=g",
						"proxy.routes.a.failover.client-limits=true", "proxy.groups.g.priorities=0,1",
						"proxy.groups.g.peers=http://127.0.0.1:" + dead.port() + "," + this.upstream.uri());
				RawClient client = connect(gateway)) {
			assertThat(get(client, "/a", "X-Proxy-Max-Attempts: 1").status()).isEqualTo(502);
			assertThat(get(client, "/a", "X-Proxy-Max-Attempts: 99").status()).isEqualTo(200);
			assertThat(get(client, "/a", "X-Proxy-Max-Attempts: -1").status()).isEqualTo(200);
			assertThat(get(client, "/b", "X-Proxy-Max-Attempts: 1").status()).isEqualTo(200);
		}
	}

	@Test
	void requestWhenRouteAnswersItselfReachesNoPeer() {
		try (TestGateway gateway = gateway("proxy.routes.gone.path=/gone", "proxy.routes.gone.response.status=410",
				"proxy.routes.gone.response.body=It is gone", "proxy.routes.gone.response-headers.set.X-A=b",
				"proxy.routes.old.path=/old/**", "proxy.routes.old.strip-prefix=1",
				"proxy.routes.old.redirect.location=https://{host}/new{target}",
				"proxy.routes.old.redirect.status=308"); RawClient client = connect(gateway)) {
			RawResponse gone = client.get("/gone");
			assertThat(gone.status()).isEqualTo(410);
			assertThat(gone.text()).isEqualTo("It is gone");
			assertThat(gone.headers("X-A")).containsExactly("b");
			RawResponse moved = get(client, "/old/x?y=z", "X: y");
			assertThat(moved.status()).isEqualTo(308);
			assertThat(moved.headers("Location")).containsExactly("https://test.example/new/x?y=z");
		}
	}

	@Test
	void requestWhenHandlerMatchesIsItsOwnAndSharesGroup() {
		try (ScriptedUpstream canary = ScriptedUpstream.start().always(Script.respond(200).body("canary"));
				TestGateway gateway = gateway("proxy.groups.shared.peers=" + this.upstream.uri(),
						"proxy.routes.all.path=/**", "proxy.routes.all.group=shared", "proxy.routes.canary.path=/**",
						"proxy.routes.canary.headers.X-Stage=canary", "proxy.routes.canary.peers=" + canary.uri(),
						"proxy.routes.hidden.path=/handler/x", "proxy.routes.hidden.response.status=418");
				RawClient client = connect(gateway)) {
			assertThat(client.get("/handler/x").text()).isEqualTo("proxied");
			assertThat(client.get("/x").text()).isEqualTo("proxied");
			assertThat(get(client, "/x", "X-Stage: canary").text()).isEqualTo("canary");
			NamedGroup group = gateway.bean(PeerGroups.class).group("shared");
			assertThat(group.members()).hasSize(1).allSatisfy((member) -> assertThat(member.inFlight()).isZero());
			assertThat(group.members().get(0).latency(System.nanoTime())).isPositive();
		}
	}

	private TestGateway gateway(String... properties) {
		return TestGateway.start(this.direct ? Handlers.class : FilteredHandlers.class, properties);
	}

	private static RawClient connect(TestGateway gateway) {
		return RawClient.connect(gateway.port());
	}

	private static RawResponse get(RawClient client, String target, String field) {
		return client.send("GET " + target + " HTTP/1.1\r\nHost: test.example:80\r\n" + field + "\r\n\r\n")
			.readResponse();
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		@ConditionalOnProperty("proxy.groups.shared.peers")
		SharingHandler sharingHandler(PeerGroups groups) {
			return new SharingHandler(groups);
		}

	}

	static class FilteredHandlers extends Handlers {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

}
