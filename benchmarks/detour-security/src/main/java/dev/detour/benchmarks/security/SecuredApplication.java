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

package dev.detour.benchmarks.security;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;

/**
 * A gateway whose requests all pass the filters of Spring Security, which permit them.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SecuredApplication {

	@Bean
	SecurityWebFilterChain filters(ServerHttpSecurity http) {
		return http.authorizeExchange((exchange) -> exchange.anyExchange().permitAll()).csrf(CsrfSpec::disable).build();
	}

	public static void main(String[] args) {
		SpringApplication.run(SecuredApplication.class, args);
	}

	/**
	 * Sends everything to one peer.
	 */
	@ProxyHandler("/**")
	static class OnePeer {

		private final Peer live;

		OnePeer(@Value("${benchmark.live-port}") int livePort) {
			this.live = Peer.http("127.0.0.1", livePort);
		}

		@UpstreamPeer
		Peer upstreamPeer() {
			return this.live;
		}

	}

}
