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

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What user code decides about a peer that switches protocols.
 */
class UpgradeDecisionTests extends AbstractFailureTests {

	private static final String SWITCH = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
			+ "Upgrade: custom/1\r\n\r\n";

	@Test
	void switchThatIsJudgedLaterKeepsTheBytesOfBothSides() {
		CompletableFuture<FailureDecision> decision = new CompletableFuture<>();
		CompletableFuture<Void> asked = new CompletableFuture<>();
		try (ScriptedUpstream upstream = ScriptedUpstream.start(); RawClient client = gateway.connect()) {
			upstream.always(Script.readHead().thenWrite(SWITCH + "early").thenEcho());
			Path path = gateway.path(TestHooks.peers(peer(upstream)).onUpstreamResponse((response) -> {
				asked.complete(null);
				return Answer.later(decision);
			}));
			upgrade(client, path, " behind");
			asked.join();
			decision.complete(FailureDecision.defer());
			assertThat(client.readResponseHead().status()).isEqualTo(101);
			assertThat(new String(client.readBytes(12))).isEqualTo("early behind");
			assertThat(new String(client.send("later").readBytes(5))).isEqualTo("later");
			client.halfClose().awaitClosed();
		}
	}

	@Test
	void switchThatIsRefusedGoesToTheNextPeer() {
		try (ScriptedUpstream first = ScriptedUpstream.start();
				ScriptedUpstream second = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			first.always(Script.readHead().thenWrite(SWITCH + "first").thenEcho());
			second.always(Script.readHead().thenWrite(SWITCH + "second").thenEcho());
			Path path = gateway.path(TestHooks.peers(peer(first), peer(second))
				.onUpstreamResponse(
						(response) -> Answer.of((second.connectionCount() > 0) ? null : FailureDecision.retry())));
			upgrade(client, path, "");
			assertThat(client.readResponseHead().status()).isEqualTo(101);
			assertThat(new String(client.readBytes(6))).isEqualTo("second");
			first.awaitConnectionClosed(0);
			client.halfClose().awaitClosed();
		}
	}

	private static Peer peer(ScriptedUpstream upstream) {
		return Peer.http("127.0.0.1", upstream.port());
	}

	private static void upgrade(RawClient client, Path path, String behind) {
		client.send(RawRequest.head("GET", path.name(), "Connection: Upgrade", "Upgrade: custom/1") + behind);
	}

}
