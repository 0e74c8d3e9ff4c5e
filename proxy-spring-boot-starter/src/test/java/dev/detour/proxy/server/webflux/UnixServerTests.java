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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.netty.channel.unix.DomainSocketAddress;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.testing.RawRequest;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that listens on a Unix domain socket, where clients have no address.
 */
class UnixServerTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void clientIsServedAndHasNoAddress(Mount mount) throws Exception {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestGateway gateway = mount.start(App.class, "test.socket=" + socket(),
						"proxy.access-log.enabled=true")) {
			Peers peers = gateway.bean(Peers.class);
			peers.use(upstream.port());
			assertThat(exchange(RawRequest.head("GET", "/", "Connection: close"))).startsWith("HTTP/1.1 200 ")
				.endsWith("ok");
			assertThat(peers.outcome().result()).isEqualTo(Result.RELAYED);
			assertThat(exchange(
					RawRequest.head("POST", "/", "Connection: close", "Content-Length: 7", "X-Forwarded-For: 10.0.0.1")
							+ "content"))
				.startsWith("HTTP/1.1 200 ");
			RecordedRequest get = upstream.request(0);
			assertThat(get.header("X-Forwarded-For")).isEmpty();
			assertThat(get.header("X-Forwarded-Proto")).hasValue("http");
			assertThat(get.header("Via")).hasValue("1.1 detour");
			RecordedRequest post = upstream.request(1);
			assertThat(post.body().text()).isEqualTo("content");
			assertThat(post.header("X-Forwarded-For")).hasValue("10.0.0.1");
		}
	}

	@ParameterizedTest
	@EnumSource
	void clientIsUnknownToForwarded(Mount mount) throws Exception {
		try (ScriptedUpstream upstream = ScriptedUpstream.start();
				TestGateway gateway = mount.start(App.class, "test.socket=" + socket(),
						"proxy.forwarded.style=forwarded")) {
			gateway.bean(Peers.class).use(upstream.port());
			assertThat(exchange(RawRequest.head("GET", "/", "Connection: close"))).endsWith("ok");
			assertThat(upstream.request(0).header("Forwarded")).get().asString().startsWith("for=\"unknown\"");
		}
	}

	private Path socket() {
		return this.directory.resolve("gateway");
	}

	private String exchange(String request) throws IOException {
		try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
			client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
			ByteArrayOutputStream response = new ByteArrayOutputStream();
			ByteBuffer buffer = ByteBuffer.allocate(1024);
			while (client.read(buffer.clear()) >= 0) {
				response.write(buffer.array(), 0, buffer.position());
			}
			return response.toString(StandardCharsets.ISO_8859_1);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ProxyApp.class)
	static class App {

		@Bean
		NettyServerCustomizer unixSocket(@Value("${test.socket}") String path) {
			return (server) -> server.bindAddress(() -> new DomainSocketAddress(path));
		}

	}

}
