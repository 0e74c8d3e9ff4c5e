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

package dev.detour.proxy.server.webflux;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.ScriptedUpstream;

/**
 * Tests with a client and a peer of their own for each test.
 */
abstract class AbstractExchangeTests {

	ScriptedUpstream upstream;

	RawClient client;

	/**
	 * Makes the upstream the peer of the gateway.
	 * @param port the port of the upstream
	 * @return the port of the gateway
	 */
	abstract int use(int port);

	@BeforeEach
	void start() {
		this.upstream = ScriptedUpstream.start();
		this.client = RawClient.connect(use(this.upstream.port()));
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.upstream.close();
	}

}
