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

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of gRPC that are mirrored, between clients and servers of grpc-java.
 */
class GrpcMirrorTests {

	@ParameterizedTest
	@EnumSource(names = { "EMPTY_UNARY", "LARGE_UNARY", "CLIENT_STREAMING", "PING_PONG", "EMPTY_STREAM" })
	void callWhenMethodsHavePostIsCopied(InteropCase interop) throws Exception {
		Recorder recorder = new Recorder();
		try (GrpcServer server = GrpcServer.interop(null);
				GrpcServer shadow = GrpcServer.interop(null, recorder);
				TestGateway gateway = gateway(server, shadow, "proxy.routes.a.mirror.methods=POST",
						"proxy.routes.a.mirror.max-buffer-size=1MB")) {
			call(gateway, interop);
			Awaitility.await().until(() -> !recorder.closed.isEmpty());
			assertThat(recorder.closed).allMatch("OK true"::equals);
		}
	}

	@ParameterizedTest
	@EnumSource(names = "EMPTY_UNARY")
	void callWhenMethodsAreTheDefaultIsNotCopied(InteropCase interop) throws Exception {
		Recorder recorder = new Recorder();
		try (GrpcServer server = GrpcServer.interop(null);
				GrpcServer shadow = GrpcServer.interop(null, recorder);
				TestGateway gateway = gateway(server, shadow)) {
			call(gateway, interop);
			assertThat(recorder.begun).isEmpty();
		}
	}

	private static void call(TestGateway gateway, InteropCase interop) throws Exception {
		InteropClient client = new InteropClient(
				ManagedChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext());
		client.setUp();
		try {
			interop.run(client);
		}
		finally {
			client.tearDown();
		}
	}

	private static TestGateway gateway(GrpcServer server, GrpcServer shadow, String... properties) {
		String[] all = new String[properties.length + 5];
		all[0] = "server.http2.enabled=true";
		all[1] = "proxy.routes.a.path=/**";
		all[2] = "proxy.routes.a.peers=http://127.0.0.1:" + server.port();
		all[3] = "proxy.groups.shadow.peers=http://127.0.0.1:" + shadow.port();
		all[4] = "proxy.routes.a.mirror.group=shadow";
		System.arraycopy(properties, 0, all, 5, properties.length);
		return TestGateway.start(Nothing.class, all);
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	/**
	 * Records calls, and how the server closed them.
	 */
	private static final class Recorder implements ServerInterceptor {

		private static final Metadata.Key<String> MIRROR = Metadata.Key.of("x-detour-mirror",
				Metadata.ASCII_STRING_MARSHALLER);

		private final Queue<String> begun = new ConcurrentLinkedQueue<>();

		private final Queue<String> closed = new ConcurrentLinkedQueue<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			this.begun.add(call.getMethodDescriptor().getFullMethodName());
			return next.startCall(new SimpleForwardingServerCall<>(call) {

				@Override
				public void close(Status status, Metadata trailers) {
					super.close(status, trailers);
					Recorder.this.closed.add(status.getCode() + " " + headers.get(MIRROR));
				}

			}, headers);
		}

	}

}
