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

package dev.detour.proxy.exchange;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.detour.proxy.peer.Peer;

/**
 * What becomes of the heads of a request and of a response on their way. The figure for
 * responses includes making the head that was received.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderRulesBenchmark {

	private final Peer peer = Peer.http("192.0.2.1", 80);

	private final ClientRequest request = new ClientRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/items/17",
			new DefaultHttpHeaders().add("Host", "gateway.example")
				.add("User-Agent", "benchmark")
				.add("Accept", "*/*")
				.add("Accept-Encoding", "gzip, br")
				.add("Connection", "keep-alive"),
			new ClientOrigin("http", new InetSocketAddress("192.0.2.7", 4711)));

	@Benchmark
	public HttpRequest request() {
		return AttemptHead.of(this.request, this.peer, ForwardingRules.DEFAULT).finish(false, false);
	}

	@Benchmark
	public HttpResponse response() {
		HttpHeaders fields = new DefaultHttpHeaders().add("Server", "benchmark")
			.add("Content-Type", "text/plain")
			.add("Content-Length", "1024")
			.add("Connection", "keep-alive")
			.add("ETag", "17");
		HttpResponse received = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, fields);
		return ReceivedHead.of(received, ForwardingRules.DEFAULT).finish(true, false, false);
	}

}
