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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.TestServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.ScriptedHttp2Upstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of gRPC on routes from properties, in both mounts.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class RouteGrpcTests {

	private static final Metadata.Key<String> PREVIOUS_ATTEMPTS = Metadata.Key.of("grpc-previous-rpc-attempts",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final String RETRY = "proxy.routes.calls.failover.retry-on=connect-failure,grpc-unavailable";

	private static final String VOUCH = "proxy.routes.calls.failover.repeatable-methods=POST";

	@Parameter
	boolean direct;

	private final Queue<Metadata> calls = new ConcurrentLinkedQueue<>();

	private GrpcServer live;

	private ScriptedHttp2Upstream unavailable;

	@BeforeEach
	void start() {
		this.live = GrpcServer.interop(null, new Recorder());
		this.unavailable = ScriptedHttp2Upstream.start((wire) -> {
			wire.open();
			wire.headers(wire.readRequest().stream(), true, ":status", "200", "content-type", "application/grpc",
					"grpc-status", "14", "grpc-message", "busy");
			wire.awaitClose();
		});
	}

	@AfterEach
	void stop() {
		this.live.close();
		this.unavailable.close();
	}

	@Test
	void callWhenFirstPeerIsUnavailableAndOwnerVouchesIsAnsweredByTheSecond() {
		try (TestGateway gateway = gateway(this.unavailable.port(), this.live.port(), RETRY, VOUCH)) {
			assertThat(call(gateway).getCode()).isEqualTo(Status.Code.OK);
			assertThat(this.calls).extracting((call) -> call.get(PREVIOUS_ATTEMPTS)).containsExactly("1");
		}
	}

	@Test
	void callWhenFirstPeerIsUnavailableAndNobodyVouchesIsPassedOn() {
		try (TestGateway gateway = gateway(this.unavailable.port(), this.live.port(), RETRY)) {
			Status status = call(gateway);
			assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(status.getDescription()).isEqualTo("busy");
			assertThat(this.calls).isEmpty();
		}
	}

	@Test
	void callWhenStatusIsNotNamedIsPassedOn() {
		try (TestGateway gateway = gateway(this.unavailable.port(), this.live.port(), VOUCH,
				"proxy.routes.calls.failover.retry-on=connect-failure,grpc-resource-exhausted")) {
			assertThat(call(gateway).getDescription()).isEqualTo("busy");
			assertThat(this.calls).isEmpty();
		}
	}

	@Test
	void callWhenGroupHasFailedIsAnsweredByAnother() {
		try (ClosedPort dead = ClosedPort.take();
				TestGateway gateway = gateway(this.unavailable.port(), dead.port(), RETRY, VOUCH,
						"proxy.groups.elsewhere.peers=http://127.0.0.1:" + this.live.port(),
						"proxy.routes.calls.fallback.group=elsewhere")) {
			assertThat(call(gateway).getCode()).isEqualTo(Status.Code.OK);
		}
	}

	@Test
	void callWhenAllHaveFailedGetsStatusInPlaceOfPage() {
		try (ClosedPort dead = ClosedPort.take();
				ClosedPort other = ClosedPort.take();
				TestGateway gateway = gateway(dead.port(), other.port(),
						"proxy.routes.calls.fallback.pages.default.html=<p>")) {
			Status status = call(gateway);
			assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(status.getDescription()).isEqualTo("Bad Gateway");
		}
	}

	private TestGateway gateway(int first, int second, String... properties) {
		String[] all = new String[properties.length + 5];
		System.arraycopy(properties, 0, all, 5, properties.length);
		all[0] = "server.http2.enabled=true";
		all[1] = "logging.level.dev.detour=off";
		all[2] = "proxy.routes.calls.path=/grpc.testing.TestService/**";
		all[3] = "proxy.routes.calls.peers=http://127.0.0.1:" + first + ",http://127.0.0.1:" + second;
		all[4] = "proxy.routes.calls.priorities=0,1";
		return TestGateway.start(this.direct ? Nothing.class : Filtered.class, all);
	}

	private static Status call(TestGateway gateway) {
		ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
		try {
			TestServiceGrpc.newBlockingStub(channel)
				.withDeadlineAfter(20, TimeUnit.SECONDS)
				.emptyCall(Empty.getDefaultInstance());
			return Status.OK;
		}
		catch (StatusRuntimeException ex) {
			return ex.getStatus();
		}
		finally {
			channel.shutdownNow();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	static class Filtered {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain.filter(exchange);
		}

	}

	/**
	 * Keeps the fields of the calls that reach the server.
	 */
	private final class Recorder implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			RouteGrpcTests.this.calls.add(headers);
			return next.startCall(call, headers);
		}

	}

}
