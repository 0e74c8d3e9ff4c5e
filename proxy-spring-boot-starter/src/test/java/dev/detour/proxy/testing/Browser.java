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

package dev.detour.proxy.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A page in headless Chromium, driven by the DevTools protocol. Debian's package
 * {@code chromium} has what it needs.
 *
 * @since 0.1.0
 */
public final class Browser implements AutoCloseable {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

	private static final String LISTENING = "DevTools listening on ws://";

	private final Process process;

	private final Path profile;

	private final DevTools tools;

	private Browser(Process process, Path profile, DevTools tools) {
		this.process = process;
		this.profile = profile;
		this.tools = tools;
	}

	/**
	 * Returns whether there is a browser.
	 * @return {@code true} if there is one on the path
	 */
	public static boolean isInstalled() {
		return program().isPresent();
	}

	private static Optional<Path> program() {
		return Stream.of(System.getenv("PATH").split(":"))
			.flatMap((directory) -> NAMES.stream().map((name) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Opens a page.
	 * @param url the address of the page
	 * @return the browser
	 */
	public static Browser open(String url) {
		try {
			Path profile = Files.createTempDirectory("browser");
			Process process = new ProcessBuilder(program().orElseThrow().toString(), "--headless=new", "--no-sandbox",
					"--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
					"--disable-background-networking", "--remote-debugging-port=0", "--user-data-dir=" + profile,
					"about:blank")
				.redirectErrorStream(true)
				.start();
			Browser browser = new Browser(process, profile, DevTools.connect(page(process)));
			browser.tools.call("Runtime.enable", Map.of());
			browser.tools.call("Log.enable", Map.of());
			browser.tools.call("Page.enable", Map.of());
			browser.size(1280, 900);
			browser.tools.call("Page.navigate", Map.of("url", url));
			return browser;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Finds the page of a browser that has just been started.
	 * @param process the browser
	 * @return the address of the page for the protocol
	 * @throws IOException if the browser does not answer
	 */
	private static URI page(Process process) throws IOException {
		BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		String line = output.readLine();
		while (line != null && !line.startsWith(LISTENING)) {
			line = output.readLine();
		}
		if (line == null) {
			throw new IOException("The browser has ended");
		}
		// Whatever else it says, so that it never waits for a reader
		Thread reader = new Thread(() -> output.lines().forEach((ignored) -> {
		}));
		reader.setDaemon(true);
		reader.start();
		String address = line.substring(LISTENING.length()).replaceAll("/.*", "");
		try {
			HttpRequest list = HttpRequest.newBuilder(URI.create("http://" + address + "/json/list")).build();
			String json = HttpClient.newHttpClient().send(list, BodyHandlers.ofString()).body();
			return JsonParserFactory.getJsonParser()
				.parseList(json)
				.stream()
				.map(Map.class::cast)
				.filter((target) -> target.get("type").equals("page"))
				.map((target) -> URI.create(target.get("webSocketDebuggerUrl").toString()))
				.findFirst()
				.orElseThrow();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	/**
	 * Evaluates an expression in the page.
	 * @param expression the JavaScript
	 * @return its value
	 */
	public Object evaluate(String expression) {
		Map<String, Object> result = this.tools.call("Runtime.evaluate",
				Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
		if (result.containsKey("exceptionDetails")) {
			throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
		}
		return ((Map<?, ?>) result.get("result")).get("value");
	}

	/**
	 * Waits until an expression is true in the page.
	 * @param expression the JavaScript
	 * @param limit how long to wait
	 */
	public void await(String expression, Duration limit) {
		Awaitility.await(expression)
			.atMost(limit)
			.pollInterval(Duration.ofMillis(50))
			.until(() -> Boolean.TRUE.equals(evaluate(expression)));
	}

	/**
	 * Sets the size of the page.
	 * @param width the width in CSS pixels; below 600 it is a phone
	 * @param height the height in CSS pixels
	 */
	public void size(int width, int height) {
		boolean phone = width < 600;
		this.tools.call("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
	}

	/**
	 * Sets the colours that the page is asked for.
	 * @param scheme {@code light} or {@code dark}
	 */
	public void colours(String scheme) {
		this.tools.call("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	/**
	 * Takes a picture of the page.
	 * @param file the PNG file
	 */
	public void screenshot(Path file) {
		Map<String, Object> result = this.tools.call("Page.captureScreenshot", Map.of("format", "png"));
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.write(file, Base64.getDecoder().decode(result.get("data").toString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the errors and warnings of the console, and exceptions.
	 * @return the events of the protocol
	 */
	public List<String> errors() {
		return new ArrayList<>(this.tools.errors());
	}

	@Override
	public void close() {
		this.tools.close();
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
			}
			FileSystemUtils.deleteRecursively(this.profile);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			// Some process of the browser still writes there: the system's own cleaning
			// remains.
		}
	}

}
