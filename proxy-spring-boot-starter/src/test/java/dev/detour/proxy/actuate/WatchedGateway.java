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

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.group.GroupFeedback;
import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.GroupOptions;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway whose endpoint is exposed, with a group of peers and a handler that names the
 * peer of each attempt.
 */
final class WatchedGateway implements AutoCloseable {

	static final String WRITABLE = "management.endpoint.proxy.access=unrestricted";

	private final TestGateway gateway;

	private WatchedGateway(TestGateway gateway) {
		this.gateway = gateway;
	}

	static WatchedGateway start(List<Integer> peers, String... properties) {
		Orders.ports = peers;
		List<String> all = new ArrayList<>(List.of("management.endpoints.web.exposure.include=*",
				"logging.level.dev.detour=off", "management.info.proxy.enabled=true"));
		all.addAll(List.of(properties));
		return new WatchedGateway(TestGateway.start(App.class, all.toArray(String[]::new)));
	}

	TestGateway gateway() {
		return this.gateway;
	}

	RawClient connect() {
		return RawClient.connect(this.gateway.port());
	}

	RawResponse get(String target) {
		try (RawClient client = connect()) {
			return client.get(target);
		}
	}

	RawResponse change(String action, String body) {
		try (RawClient client = connect()) {
			return client.post("/actuator/proxy/" + action, body, "Content-Type: application/json");
		}
	}

	DocumentContext json(String target) {
		RawResponse response = get(target);
		assertThat(response.status()).as(response.text()).isEqualTo(200);
		return JsonPath.parse(response.text());
	}

	@Override
	public void close() {
		this.gateway.close();
	}

	@ProxyHandler(path = "/orders/**", methods = { "GET", "POST" })
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
		FailureDecision failToConnect(Attempts attempts) {
			return FailureDecision.retry();
		}

		@OnProxyError
		FailureDecision errorWhileProxy() {
			return FailureDecision.retry();
		}

		@OnProxyError(ErrorType.READ_TIMEOUT)
		FailureDecision tooSlow() {
			return FailureDecision.giveUp();
		}

	}

	@ProxyHandler("/stock/**")
	static class Stock {

		private final PeerGroup group;

		Stock(PeerGroup group) {
			this.group = group;
		}

		@UpstreamPeer
		Peer peer(ProxyRequest request, Attempts attempts) {
			PeerStatus chosen = this.group.choose(request, attempts, System.nanoTime());
			return (chosen != null) ? chosen.peer() : null;
		}

		@OnConnectFailure
		FailureDecision failToConnect() {
			return FailureDecision.retry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class App {

		@Bean
		Orders orders() {
			return new Orders();
		}

		@Bean
		Stock stock(PeerGroup group) {
			return new Stock(group);
		}

		@Bean
		PeerGroup stockPeers() {
			List<Peer> peers = Orders.ports.stream().distinct().map((port) -> Peer.http("127.0.0.1", port)).toList();
			return new PeerGroup("stock", peers, GroupOptions.DEFAULT, GroupListener.NONE,
					RandomGenerator.getDefault());
		}

		@Bean
		GroupFeedback feedback(PeerGroup group) {
			return new GroupFeedback(List.of(group));
		}

	}

}
