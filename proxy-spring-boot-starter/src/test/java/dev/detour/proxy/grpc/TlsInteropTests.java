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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.io.TempDir;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;

/**
 * Interoperability on the direct mount, by TLS on both sides.
 */
class TlsInteropTests extends AbstractInteropTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	@TempDir
	static Path directory;

	@Override
	GrpcServer startServer() {
		return GrpcServer.interop(CERTIFICATES.server());
	}

	@Override
	Peer peer(int port) {
		return Peer.https("localhost", port).withSslBundle("ca").withProtocols(Protocols.HTTP_2_OR_1_1);
	}

	@Override
	TestGateway startGateway() {
		return TestGateway.start(application(), "server.http2.enabled=true", "server.ssl.bundle=server",
				"spring.ssl.bundle.pem.server.keystore.certificate="
						+ file("chain.pem", CERTIFICATES.server().chainPem()),
				"spring.ssl.bundle.pem.server.keystore.private-key="
						+ file("key.pem", CERTIFICATES.server().privateKeyPem()),
				"spring.ssl.bundle.pem.ca.truststore.certificate=" + CERTIFICATES.caPem().toUri());
	}

	Class<?> application() {
		return Forwarding.class;
	}

	private static String file(String name, String content) {
		try {
			return Files.writeString(directory.resolve(name), content).toUri().toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	ManagedChannelBuilder<?> channel(int port) {
		try {
			return NettyChannelBuilder.forAddress("localhost", port)
				.sslContext(GrpcSslContexts.forClient().trustManager(CERTIFICATES.caPem().toFile()).build());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
