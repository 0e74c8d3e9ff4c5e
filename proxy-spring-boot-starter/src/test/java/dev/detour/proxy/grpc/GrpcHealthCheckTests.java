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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.route.PeerGroups;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificate;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;

/**
 * Active checks by the health protocol of gRPC, of servers of grpc-java.
 */
class GrpcHealthCheckTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.get();

	private final HealthStatusManager health = new HealthStatusManager();

	private @Nullable Server server;

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.shutdownNow();
		}
	}

	@Test
	void checkWhenServerStopsServingTakesPeerOutUntilItServesAgain() {
		try (TestGateway gateway = gateway("http://127.0.0.1:" + start(null))) {
			awaitVerdict(gateway, HealthVerdict.UP);
			this.health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
			awaitVerdict(gateway, HealthVerdict.DOWN);
			this.health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
			awaitVerdict(gateway, HealthVerdict.UP);
		}
	}

	@Test
	void checkWhenServiceIsNamedAsksAboutThat() {
		this.health.setStatus("orders.v1.Orders", ServingStatus.NOT_SERVING);
		try (TestGateway gateway = gateway("http://127.0.0.1:" + start(null),
				"proxy.routes.a.health.service=orders.v1.Orders")) {
			awaitVerdict(gateway, HealthVerdict.DOWN);
			this.health.setStatus("orders.v1.Orders", ServingStatus.SERVING);
			awaitVerdict(gateway, HealthVerdict.UP);
			this.health.clearStatus("orders.v1.Orders");
			awaitVerdict(gateway, HealthVerdict.DOWN);
		}
	}

	@Test
	void checkWhenPeerHasTlsUsesIt() {
		try (TestGateway gateway = gateway("https://localhost:" + start(CERTIFICATES.server()),
				"proxy.routes.a.peer.ssl.bundle=ca",
				"spring.ssl.bundle.pem.ca.truststore.certificate=" + CERTIFICATES.caPem().toUri())) {
			awaitVerdict(gateway, HealthVerdict.UP);
		}
	}

	@Test
	void checkWhenPeerKnowsNoHealthProtocolFails() {
		try (GrpcServer other = GrpcServer.interop(null);
				TestGateway gateway = gateway("http://127.0.0.1:" + other.port())) {
			awaitVerdict(gateway, HealthVerdict.DOWN);
		}
	}

	@Test
	void checkWhenPeerSpeaksNoHttp2Fails() {
		try (ScriptedUpstream old = ScriptedUpstream.start().always(Script.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
				TestGateway gateway = gateway(old.uri().toString())) {
			awaitVerdict(gateway, HealthVerdict.DOWN);
		}
	}

	private int start(@Nullable TestCertificate certificate) {
		NettyServerBuilder builder = NettyServerBuilder.forPort(0).addService(this.health.getHealthService());
		if (certificate != null) {
			builder.useTransportSecurity(stream(certificate.chainPem()), stream(certificate.privateKeyPem()));
		}
		try {
			Server server = builder.build().start();
			this.server = server;
			return server.getPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ByteArrayInputStream stream(String pem) {
		return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
	}

	private static TestGateway gateway(String peer, String... properties) {
		String[] all = Stream
			.concat(Stream.of("proxy.routes.a.path=/**", "proxy.routes.a.peers=" + peer,
					"proxy.routes.a.health.type=grpc", "proxy.routes.a.health.interval=20ms",
					"proxy.routes.a.health.rise=1", "proxy.routes.a.health.fall=1"), Stream.of(properties))
			.toArray(String[]::new);
		return TestGateway.start(Nothing.class, all);
	}

	private static void awaitVerdict(TestGateway gateway, HealthVerdict verdict) {
		PeerGroups groups = gateway.bean(PeerGroups.class);
		Awaitility.await().until(() -> groups.group("a").members().get(0).verdict(), (found) -> found == verdict);
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
