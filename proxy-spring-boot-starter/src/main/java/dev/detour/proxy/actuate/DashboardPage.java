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

package dev.detour.proxy.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.springframework.util.MimeType;

/**
 * The dashboard: one page with everything in it. Its content security policy allows its
 * own script and style, by their digests, and requests to where it came from; nothing
 * else, whatever finds its way into the page.
 *
 * @param html the page
 */
record DashboardPage(String html) {

	static final MimeType TYPE = new MimeType("text", "html", StandardCharsets.UTF_8);

	static DashboardPage load() {
		String script = read("dashboard.js");
		String style = read("dashboard.css");
		String policy = "default-src 'none'; script-src '" + digest(script) + "'; style-src '" + digest(style)
				+ "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";
		return new DashboardPage(read("dashboard.html").replace("{{policy}}", policy)
			.replace("{{style}}", style)
			.replace("{{script}}", script));
	}

	private static String read(String name) {
		try (InputStream input = DashboardPage.class.getResourceAsStream(name)) {
			if (input == null) {
				throw new IllegalStateException("'" + name + "' is missing on the class path");
			}
			return new String(input.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns a source of Content Security Policy Level 3, section 2.3.1.
	 * @param content the content of an element
	 * @return the source
	 */
	private static String digest(String content) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
