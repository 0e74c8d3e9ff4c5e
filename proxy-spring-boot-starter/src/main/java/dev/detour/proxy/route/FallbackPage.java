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

package dev.detour.proxy.route;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.ProxyResponse;

/**
 * A page for an exchange that has failed, as a client likes it best: in HTML, if there is
 * any, or as a problem in JSON. An immutable value.
 *
 * @param html the page in HTML, or {@code null} if there is none
 * @param problem the problem
 * @since 0.1.0
 */
public record FallbackPage(@Nullable String html, ProblemDetails problem) {

	private static final List<PageFormat> WITHOUT_HTML = List.of(PageFormat.PROBLEM, PageFormat.TEXT);

	private static final List<PageFormat> WITH_HTML = List.of(PageFormat.values());

	/**
	 * Makes the response.
	 * @param status the status
	 * @param accept what the client accepts, or {@code null} if it does not say
	 * @return the response, or {@code null} for the plain page, if the client accepts
	 * nothing else
	 */
	@Nullable ProxyResponse response(int status, @Nullable String accept) {
		List<PageFormat> offered = (this.html != null) ? WITH_HTML : WITHOUT_HTML;
		return switch (PageFormat.preferred(accept, offered)) {
			case HTML -> response(status, "text/html;charset=UTF-8", utf8(this.html));
			case PROBLEM -> response(status, "application/problem+json", this.problem.json(status));
			case TEXT -> null;
		};
	}

	private static byte[] utf8(@Nullable String text) {
		return (text != null) ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
	}

	private static ProxyResponse response(int status, String type, byte[] body) {
		return ProxyResponse.of(status).withHeader("Content-Type", type).withHeader("Vary", "Accept").withBody(body);
	}

}
