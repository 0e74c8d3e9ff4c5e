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

package dev.detour.sample;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Goes through the scenarios of the sample without curl.
 */
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	private static RunningSample sample;

	private final HttpClient client = HttpClient.newHttpClient();

	private int receivedByPrimary;

	private int receivedBySecondary;

	@BeforeAll
	static void start() throws IOException {
		sample = RunningSample.start();
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	@BeforeEach
	void bringUp() throws Exception {
		become("primary", "up");
		become("secondary", "up");
		this.receivedByPrimary = received("primary");
		this.receivedBySecondary = received("secondary");
	}

	@Test
	void getWhenPrimaryIsUpIsAnsweredByPrimary() throws Exception {
		assertThat(get("/orders/1").body()).isEqualTo("primary: GET /orders/1\n");
	}

	@Test
	void postWhenPrimaryIsDownIsAnsweredBySecondary() throws Exception {
		become("primary", "down");
		assertThat(get("/orders/1").body()).isEqualTo("secondary: GET /orders/1\n");
		assertThat(post("/orders", "item=7").body()).isEqualTo("secondary: POST /orders item=7\n");
		assertReceived(0, 2);
	}

	@Test
	void getWhenBothAreDownIsBadGateway() throws Exception {
		become("primary", "down");
		become("secondary", "down");
		HttpResponse<String> orders = get("/orders/1");
		assertThat(orders.statusCode()).isEqualTo(502);
		assertThat(orders.body()).isEqualTo("Orders are out of reach. Please try again later.\n");
		HttpResponse<String> payments = get("/payments/1");
		assertThat(payments.statusCode()).isEqualTo(502);
		assertThat(payments.body()).isEqualTo("502 Bad Gateway\n");
	}

	@Test
	void getWhenPrimaryFailsAfterItWasSentIsAnsweredBySecondary() throws Exception {
		become("primary", "failing");
		assertThat(get("/orders/1").body()).isEqualTo("secondary: GET /orders/1\n");
	}

	@Test
	void postWhenPrimaryFailsAfterItWasSentIsNotRepeated(CapturedOutput output) throws Exception {
		become("primary", "failing");
		assertThat(post("/orders", "item=7").statusCode()).isEqualTo(502);
		assertReceived(1, 0);
		assertThat(output).contains("refused: not_idempotent");
	}

	@Test
	void postWithOverrideWhenPrimaryFailsAfterItWasSentIsRepeated() throws Exception {
		become("primary", "failing");
		assertThat(post("/payments", "amount=10").body()).isEqualTo("secondary: POST /payments amount=10\n");
		assertReceived(1, 1);
	}

	@Test
	void upstreamThatWasDownComesUpAgain() throws Exception {
		become("primary", "down");
		become("primary", "up");
		assertThat(get("/orders/1").body()).isEqualTo("primary: GET /orders/1\n");
	}

	@Test
	void pathThatNobodyServesIsNotFound() throws Exception {
		assertThat(get("/nothing").statusCode()).isEqualTo(404);
		assertThat(post("/demo/primary/sideways", "").statusCode()).isEqualTo(404);
		assertThat(post("/demo/tertiary/up", "").statusCode()).isEqualTo(404);
	}

	@Test
	void hostOfReferenceScenarioIsTakenByItsHandler(CapturedOutput output) throws Exception {
		// The client of the JDK does not let a request name another host.
		try (Socket socket = new Socket("localhost", sample.port())) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream()
				.write("GET / HTTP/1.1\r\nHost: one.one.one.one\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().readAllBytes()).asString(StandardCharsets.ISO_8859_1)
				.startsWith("HTTP/1.1 ");
		}
		assertThat(output).contains("GET /: attempt 1 at https://192.0.2.1:443 failed");
	}

	private void become(String upstream, String mode) throws Exception {
		assertThat(post("/demo/" + upstream + "/" + mode, "").body()).startsWith(upstream + ": " + mode);
	}

	private void assertReceived(int byPrimary, int bySecondary) throws Exception {
		assertThat(received("primary") - this.receivedByPrimary).as("received by primary").isEqualTo(byPrimary);
		assertThat(received("secondary") - this.receivedBySecondary).as("received by secondary").isEqualTo(bySecondary);
	}

	private int received(String upstream) throws Exception {
		Matcher matcher = Pattern.compile(upstream + ": \\w+, requests received: (\\d+)").matcher(get("/demo").body());
		assertThat(matcher.find()).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	private HttpResponse<String> get(String path) throws Exception {
		return send(HttpRequest.newBuilder(uri(path)));
	}

	private HttpResponse<String> post(String path, String content) throws Exception {
		return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(content)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + sample.port() + path);
	}

}
