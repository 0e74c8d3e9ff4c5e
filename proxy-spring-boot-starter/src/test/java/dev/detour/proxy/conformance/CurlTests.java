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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * curl as a client, in plain text: HTTP/1.0, HTTP/1.1, HTTP/2 with prior knowledge, and
 * by an upgrade.
 */
class CurlTests {

	private static ScriptedUpstream upstream;

	private static TestGateway gateway;

	@BeforeAll
	static void start() throws IOException, InterruptedException {
		assumeThat(Commands.isInstalled("curl", "--version")).as("curl is not installed").isTrue();
		assumeThat(Commands.run("curl", "--version")).as("curl is without HTTP/2").contains("HTTP2");
		upstream = ScriptedUpstream.start();
		gateway = TestGateway.start(Forwarding.class, "server.http2.enabled=true");
	}

	@AfterAll
	static void stop() {
		if (gateway != null) {
			gateway.close();
			upstream.close();
		}
	}

	@BeforeEach
	void answer() {
		upstream.always(Script.respond(200).header("X-One", "1").body("hello"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "--http1.0 1.0", "--http1.1 1.1", "--http2-prior-knowledge 2", "--http2 2" })
	void responseArrivesInTheVersionAskedFor(String version) throws Exception {
		String[] words = version.split(" ");
		String expected = words[1].equals("1.0") ? "hello 1.1 200" : "hello " + words[1] + " 200";
		assertThat(curl("/get", words[0], "-w", " %{http_version} %{response_code}")).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--http1.1", "--http2-prior-knowledge" })
	void uploadIsReceivedWhole(String version, @TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("upload"), "content ".repeat(500_000));
		int before = upstream.requests().size();
		assertThat(curl("/put", version, "-T", file.toString())).isEqualTo("hello");
		assertThat(curl("/put", version, "-T", file.toString(), "-H", "Expect: 100-continue")).isEqualTo("hello");
		assertThat(curl("/post", version, "-H", "Transfer-Encoding: chunked", "--data-binary", "@" + file))
			.isEqualTo("hello");
		assertThat(upstream.requests().subList(before, before + 3))
			.allSatisfy((request) -> assertThat(request.body().length()).isEqualTo(4_000_000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "--http1.1", "--http2-prior-knowledge" })
	void headShowsTheFieldsAndNoContent(String version) throws Exception {
		assertThat(curl("/head", version, "-I")).containsIgnoringCase("x-one: 1")
			.containsIgnoringCase("content-length: 5")
			.doesNotContain("hello");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--http1.1", "--http2-prior-knowledge" })
	void responseThatBreaksOffIsAnErrorForTheClient(String version) throws Exception {
		upstream.always(Script.respond(200).body("half of it").onlyBodyBytes(4).thenClose());
		assertThat(curl("/broken", version)).contains("curl: (");
	}

	@Test
	void connectionIsUsedAgain() throws Exception {
		String url = "http://127.0.0.1:" + gateway.port();
		assertThat(Commands.run("curl", "-sS", "--http1.1", "-w", " %{num_connects}\\n", url + "/1", url + "/2"))
			.isEqualTo("hello 1\nhello 0\n");
	}

	private static String curl(String path, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
		command.addAll(List.of(options));
		command.add("http://127.0.0.1:" + gateway.port() + path);
		return Commands.run(command.toArray(String[]::new));
	}

	@ProxyHandler("/**")
	static class Forwarding {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("127.0.0.1", upstream.port());
		}

	}

}
