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

package dev.detour.proxy.grpc;

import io.grpc.ManagedChannelBuilder;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.TestGateway;

/**
 * Interoperability on the direct mount, in plain text on both sides.
 */
class DirectInteropTests extends AbstractInteropTests {

	@Override
	GrpcServer startServer() {
		return GrpcServer.interop(null);
	}

	@Override
	Peer peer(int port) {
		return Peer.http("127.0.0.1", port);
	}

	@Override
	TestGateway startGateway() {
		return TestGateway.start(Forwarding.class, "server.http2.enabled=true");
	}

	@Override
	ManagedChannelBuilder<?> channel(int port) {
		return ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext();
	}

}
