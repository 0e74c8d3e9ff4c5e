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

package dev.detour.proxy.conformance;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContextBuilder;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * A server that says in which version of HTTP it was asked: it speaks HTTP/1.1 and HTTP/2
 * in plain text on one port, and with TLS on another. It shares no event loops with the
 * gateway.
 */
final class EchoServer implements AutoCloseable {

	static final String GREETING = "Hello World!\n";

	static final int CHUNK = 65536;

	static final int CHUNKS = 80;

	private final LoopResources loops = LoopResources.create("echo-server", 1, true);

	private final DisposableServer plain;

	private final DisposableServer secure;

	EchoServer(ServerCertificate certificate) {
		this.plain = start(HttpServer.create().protocol(HttpProtocol.HTTP11, HttpProtocol.H2C));
		GenericSslContextSpec<SslContextBuilder> tls = Http2SslContextSpec.forServer(certificate.chain().toFile(),
				certificate.key().toFile());
		this.secure = start(HttpServer.create()
			.protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
			.secure((spec) -> spec.sslContext(tls)));
	}

	private DisposableServer start(HttpServer server) {
		return server.host("127.0.0.1").port(0).runOn(this.loops).handle(EchoServer::answer).bindNow();
	}

	int plainPort() {
		return this.plain.port();
	}

	int securePort() {
		return this.secure.port();
	}

	/**
	 * Returns the content of {@code /large}.
	 * @return the content
	 */
	static byte[] large() {
		byte[] content = new byte[CHUNKS * CHUNK];
		IntStream.range(0, CHUNKS).forEach((i) -> System.arraycopy(chunk(i), 0, content, i * CHUNK, CHUNK));
		return content;
	}

	private static byte[] chunk(int number) {
		byte[] chunk = new byte[CHUNK];
		for (int i = 0; i < CHUNK; i++) {
			chunk[i] = (byte) (i * 31 + number);
		}
		return chunk;
	}

	private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		response.header("X-Upstream-Version", request.version().majorVersion() + "." + request.version().minorVersion())
			.header("X-Upstream-Host", request.requestHeaders().get(HttpHeaderNames.HOST));
		return switch (request.fullPath()) {
			case "/echo" -> response.send(request.receive().retain());
			case "/sum" -> request.receive()
				.collect(CRC32::new, EchoServer::update)
				.flatMap((sum) -> response.sendString(Mono.just(Long.toHexString(sum.getValue()))).then());
			case "/length" -> response.header(HttpHeaderNames.CONTENT_LENGTH, "11").send();
			case "/large" -> response.send(Flux.range(0, CHUNKS).map((i) -> Unpooled.wrappedBuffer(chunk(i))));
			case "/trailers" -> response.header(HttpHeaderNames.TRAILER, "x-sum")
				.trailerHeaders((trailers) -> trailers.set("x-sum", "42"))
				.sendString(Flux.just("some ", "content"));
			default -> response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(GREETING.length()))
				.sendString(Mono.just(GREETING));
		};
	}

	private static void update(CRC32 sum, ByteBuf content) {
		sum.update(content.nioBuffer());
	}

	@Override
	public void close() {
		this.plain.disposeNow();
		this.secure.disposeNow();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(10));
	}

}
