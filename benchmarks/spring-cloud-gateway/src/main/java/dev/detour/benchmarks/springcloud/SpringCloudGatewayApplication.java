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

package dev.detour.benchmarks.springcloud;

import java.net.URI;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;

/**
 * Proxies everything to one peer, and what is below {@code /dead} to a dead peer first.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SpringCloudGatewayApplication {

	@Bean
	RouteLocator routes(RouteLocatorBuilder builder, @Value("${benchmark.live-port}") int livePort,
			@Value("${benchmark.secure-port}") int securePort) {
		URI live = URI.create("http://127.0.0.1:" + livePort);
		return builder.routes()
			.route(DeadPeerFirst.ROUTE,
					(route) -> route.path("/dead/**").filters((filters) -> filters.retry(1)).uri(live))
			.route("secure", (route) -> route.path("/tls/**").uri("https://127.0.0.1:" + securePort))
			.route("live", (route) -> route.path("/**").uri(live))
			.build();
	}

	@Bean
	DeadPeerFirst deadPeerFirst(@Value("${benchmark.dead-port}") int deadPort) {
		return new DeadPeerFirst(deadPort);
	}

	public static void main(String[] args) {
		SpringApplication.run(SpringCloudGatewayApplication.class, args);
	}

}
