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

import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

/**
 * A route whose requests are mirrored, in either mount.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
abstract class AbstractMirrorTests {

	@Parameter
	boolean direct;

	ScriptedUpstream peer;

	@BeforeEach
	void start() {
		this.peer = ScriptedUpstream.start().always(Script.respond(200).body("proxied"));
	}

	@AfterEach
	void stop() {
		this.peer.close();
	}

	/**
	 * Starts a gateway with the route {@code a}, to {@link #peer} and mirrored.
	 * @param shadow the URI of the peer that gets copies
	 * @param properties more properties
	 * @return the gateway
	 */
	TestGateway gateway(Object shadow, String... properties) {
		String[] all = Stream
			.concat(Stream.of("proxy.routes.a.path=/**", "proxy.routes.a.peers=" + this.peer.uri(),
					"proxy.groups.shadow.peers=" + shadow, "proxy.routes.a.mirror.group=shadow"), Stream.of(properties))
			.toArray(String[]::new);
		return TestGateway.start(this.direct ? Measured.class : Filtered.class, all);
	}

	static MirrorTold told(TestGateway gateway) {
		return gateway.bean(MirrorTold.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Measured {

		@Bean
		MirrorTold told() {
			return new MirrorTold();
		}

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

	static class Filtered extends Measured {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

}
