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

package dev.detour.proxy.failures;

import org.junit.jupiter.api.BeforeEach;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.ScriptedUpstream;

/**
 * Tests of a gateway with one peer, which gets whatever a test takes no path for.
 */
abstract class AbstractUpstreamTests extends AbstractFailureTests {

	final ScriptedUpstream upstream = ScriptedUpstream.start();

	final Peer peer = Peer.http("127.0.0.1", this.upstream.port());

	@BeforeEach
	void takeEverything() {
		gateway.others(TestHooks.peers(this.peer));
	}

}
