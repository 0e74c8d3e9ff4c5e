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

package dev.detour.proxy.failures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RawResponse;
import dev.detour.proxy.testing.Script;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses that handlers make or change, and error pages.
 */
class HandlerResponseTests extends AbstractUpstreamTests {

	@Test
	void framingCannotBeChangedByAHook() {
		gateway.others(TestHooks.peers(this.peer).onUpstreamResponse((response) -> {
			response.headers().set("Content-Length", "100");
			response.headers().add("Transfer-Encoding", "chunked");
			response.headers().add("X-Hook", "1");
			response.setStatus(299);
			return Answer.none();
		}));
		RawResponse response = get();
		assertThat(response.status()).isEqualTo(299);
		assertThat(response.headers("Content-Length")).containsExactly("2");
		assertThat(response.headers("Transfer-Encoding")).isEmpty();
		assertThat(response.header("X-Hook")).hasValue("1");
		assertThat(response.text()).isEqualTo("ok");
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 304 })
	void answerOfTheHandlerThatMayHaveNoContentHasNone(int status) {
		gateway.others(TestHooks.peers(this.peer)
			.onRequest((request) -> Answer.of(request.target().equals("/") ? ProxyResponse.text(status, "content")
					: ProxyResponse.text(200, "next"))));
		try (this.upstream; RawClient client = gateway.connect()) {
			assertThat(client.get("/").status()).isEqualTo(status);
			assertThat(client.get("/next").text()).isEqualTo("next");
		}
	}

	@Test
	void errorPageNamesNothingOfTheInside() {
		this.upstream.enqueue(Script.readRequest().thenReset());
		RawResponse response = get();
		assertThat(response.status()).isEqualTo(502);
		assertThat(response.text()).isEqualTo("502 Bad Gateway\n");
		assertThat(response.headerLines()).containsExactlyInAnyOrder("content-type: text/plain;charset=UTF-8",
				"content-length: 16");
	}

	@Test
	void errorPageOfHeadHasNoContent() {
		this.upstream.enqueue(Script.readRequest().thenReset());
		try (this.upstream; RawClient client = gateway.connect()) {
			assertThat(client.head("/").status()).isEqualTo(502);
			assertThat(client.get("/").text()).isEqualTo("ok");
		}
	}

	@Test
	void errorPageOfTheHandlerIsSent() {
		this.upstream.enqueue(Script.readRequest().thenReset());
		gateway.others(TestHooks.peers(this.peer)
			.onGiveUp((error) -> Answer.of(ProxyResponse.text(503, "later").withHeader("Retry-After", "5"))));
		RawResponse response = get();
		assertThat(response.status()).isEqualTo(503);
		assertThat(response.text()).isEqualTo("later");
		assertThat(response.header("Retry-After")).hasValue("5");
	}

	private RawResponse get() {
		try (this.upstream; RawClient client = gateway.connect()) {
			return client.get("/");
		}
	}

}
