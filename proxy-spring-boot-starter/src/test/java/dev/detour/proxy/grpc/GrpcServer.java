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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.TestServiceImpl;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.testing.TestCertificate;

/**
 * A server of grpc-java.
 */
final class GrpcServer implements AutoCloseable {

	private final Server server;

	private final ScheduledExecutorService executor;

	private GrpcServer(Server server, ScheduledExecutorService executor) {
		this.server = server;
		this.executor = executor;
	}

	/**
	 * Starts a server with the service of the interoperability tests.
	 * @param certificate its certificate, or {@code null} for one without TLS
	 * @param interceptors see every call before the service
	 * @return the server
	 */
	static GrpcServer interop(@Nullable TestCertificate certificate, ServerInterceptor... interceptors) {
		ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
		NettyServerBuilder builder = NettyServerBuilder.forPort(0)
			.addService(ServerInterceptors.intercept(
					ServerInterceptors.intercept(new TestServiceImpl(executor), interceptors),
					TestServiceImpl.interceptors()));
		if (certificate != null) {
			builder.useTransportSecurity(stream(certificate.chainPem()), stream(certificate.privateKeyPem()));
		}
		try {
			return new GrpcServer(builder.build().start(), executor);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ByteArrayInputStream stream(String pem) {
		return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
	}

	int port() {
		return this.server.getPort();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
		this.executor.shutdownNow();
	}

}
