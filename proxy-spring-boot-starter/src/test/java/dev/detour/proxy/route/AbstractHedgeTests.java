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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

/**
 * A gateway in both mounts to two peers, of which the first gets the first attempt of
 * every exchange, and answers when its gate is opened.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
abstract class AbstractHedgeTests {

	static final String DELAY = "proxy.routes.a.failover.hedge.delay=50ms";

	@Parameter
	boolean direct;

	final Gate gate = new Gate();

	final ScriptedUpstream first = ScriptedUpstream.start()
		.always(Script.readRequest().thenStall(this.gate).thenRespond(200).body("first"));

	final ScriptedUpstream second = ScriptedUpstream.start().always(Script.respond(200).body("second"));

	@AfterEach
	void stop() {
		this.gate.open();
		this.first.close();
		this.second.close();
	}

	final TestGateway gateway(String... properties) {
		return gateway(List.of(this.first, this.second), properties);
	}

	final TestGateway gateway(List<ScriptedUpstream> peers, String... properties) {
		List<String> all = new ArrayList<>(List.of("proxy.routes.a.path=/**",
				"proxy.routes.a.priorities=" + "0,1,2".substring(0, 2 * peers.size() - 1)));
		all.addAll(List.of(properties));
		if (all.stream().noneMatch((property) -> property.startsWith("proxy.routes.a.peers="))) {
			all.add("proxy.routes.a.peers="
					+ String.join(",", peers.stream().map((peer) -> peer.uri().toString()).toList()));
		}
		return TestGateway.start(this.direct ? Recording.class : FilteredRecording.class, all.toArray(String[]::new));
	}

	static RawClient connect(TestGateway gateway) {
		return RawClient.connect(gateway.port());
	}

	static HedgeRecord record(TestGateway gateway) {
		return gateway.bean(HedgeRecord.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		HedgeRecord hedgeRecord() {
			return new HedgeRecord();
		}

	}

	static class FilteredRecording extends Recording {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

}
