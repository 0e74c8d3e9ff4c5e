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

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failures.FailureGateway.Path;
import dev.detour.proxy.failures.Fault.Stage;
import dev.detour.proxy.failures.Row.Connection;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

/**
 * Sends the request of a row, with upstreams of its own, and gathers what everyone saw.
 */
final class RowRun {

	static final String FIRST = "from the first peer";

	static final String SECOND = "from the second peer";

	private static final Duration SHORT = Duration.ofMillis(300);

	private final FailureGateway gateway;

	private final ClosedPort closedPort;

	private final BlackHole blackHole;

	RowRun(FailureGateway gateway, ClosedPort closedPort, BlackHole blackHole) {
		this.gateway = gateway;
		this.closedPort = closedPort;
		this.blackHole = blackHole;
	}

	Seen run(Row row) {
		try (ScriptedUpstream first = ScriptedUpstream.start(); ScriptedUpstream second = ScriptedUpstream.start()) {
			first.always(Script.respond(200).body(FIRST));
			second.always(Script.respond(200).body(SECOND));
			Peer faulty = peer(row.fault(), first.port());
			TestHooks hooks = TestHooks.peers(faulty, Peer.http("127.0.0.1", second.port()));
			FailureDecision decision = row.ask().decision();
			if (decision != null) {
				hooks.onFailure(decision);
			}
			Path path = this.gateway.path(hooks);
			try (RawClient client = this.gateway.connect()) {
				int warm = 0;
				if (row.connection() == Connection.REUSED) {
					client.get(this.gateway.path(TestHooks.peers(faulty)).name());
					warm = 1;
				}
				if (row.fault().stage() != Stage.CONNECT) {
					first.enqueue(row.fault().script());
				}
				RawResponse response = exchange(client, row, path);
				path.told().awaitEnd();
				return new Seen(response, path, first.requests().subList(warm, first.requests().size()),
						second.requests());
			}
		}
	}

	private static RawResponse exchange(RawClient client, Row row, Path path) {
		try {
			client.send(row.request().text(path.name(), row.content()));
		}
		catch (UncheckedIOException ex) {
			// The gateway may answer and close before it has read everything.
		}
		return client.readResponse();
	}

	private Peer peer(Fault fault, int port) {
		return switch (fault) {
			case REFUSED -> Peer.http("127.0.0.1", this.closedPort.port());
			case BLACK_HOLE -> Peer.http("127.0.0.1", this.blackHole.port()).withConnectTimeout(SHORT);
			case NEVER_ANSWERS, STALLS_AFTER_HALF_HEAD, STALLS_AFTER_HALF_LENGTH ->
				Peer.http("127.0.0.1", port).withReadTimeout(SHORT);
			default -> Peer.http("127.0.0.1", port);
		};
	}

	/**
	 * What everyone saw.
	 *
	 * @param response what the client got
	 * @param path what the hooks and the listener were told
	 * @param first the requests that the first peer saw
	 * @param second the requests that the second peer saw
	 */
	record Seen(RawResponse response, Path path, List<RecordedRequest> first, List<RecordedRequest> second) {

	}

}
