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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.testing.Browser;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Looks at the dashboard in headless Chromium. Leaves pictures of it below
 * {@code target/screenshots}.
 */
@Tag("slow")
class DashboardTests {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private static final String OVERFLOWING = "[...document.querySelectorAll('.card td, .card dd, tbody th, .how')]"
			+ ".filter((element) => element.getBoundingClientRect().right > innerWidth)"
			+ ".map((element) => element.textContent).join()";

	private static final Duration SOON = Duration.ofSeconds(20);

	private static ScriptedUpstream one;

	private static ScriptedUpstream other;

	private static WatchedGateway gateway;

	private Browser browser;

	@BeforeAll
	static void start() {
		assumeThat(Browser.isInstalled()).as("Chromium is installed (Debian's package is 'chromium')").isTrue();
		one = ScriptedUpstream.start();
		other = ScriptedUpstream.start();
		List<Integer> ports = new ArrayList<>(List.of(one.port(), other.port()));
		IntStream.rangeClosed(1001, 1048).forEach(ports::add);
		gateway = WatchedGateway.start(ports, WatchedGateway.WRITABLE);
	}

	@AfterAll
	static void stop() {
		if (gateway != null) {
			gateway.close();
			one.close();
			other.close();
		}
	}

	@BeforeEach
	void open() {
		this.browser = Browser.open("http://127.0.0.1:" + gateway.gateway().port() + "/actuator/proxy/dashboard");
		this.browser.await("document.querySelectorAll('#peers tbody tr').length >= 50", SOON);
	}

	@AfterEach
	void close() {
		if (this.browser != null) {
			this.browser.close();
		}
	}

	@Test
	void peerWhenKilledIsShownWithinTwoSeconds() {
		ScriptedUpstream victim = ScriptedUpstream.start();
		WatchedGateway.Orders.use(victim.port(), other.port());
		assertThat(gateway.get("/orders/1").status()).isEqualTo(200);
		this.browser.await(row(victim) + "?.querySelector('.badge').textContent === 'up'", SOON);
		victim.close();
		assertThat(gateway.get("/orders/2").status()).isEqualTo(200);
		this.browser.await(row(victim) + "?.querySelector('.badge').textContent === 'failing'", Duration.ofSeconds(2));
		this.browser.await("document.querySelector('#failures .path')?.textContent.includes('/orders/2')", SOON);
		this.browser.evaluate("document.querySelector('#failures summary').click()");
		this.browser.await("document.querySelectorAll('#failures .how').length === 2", SOON);
		assertThat(this.browser.evaluate("document.querySelector('#failures .how').textContent").toString())
			.startsWith("connect refused, request not sent")
			.endsWith("→ retry");
		assertThat(this.browser.errors()).isEmpty();
	}

	@Test
	void peerWhenButtonsAreUsedIsEjectedAndRestored() {
		this.browser.evaluate("document.querySelector('#all-peers').click()");
		this.browser.await("!" + row(one) + ".hidden", SOON);
		this.browser.evaluate(button(one, "Eject") + ".click()");
		this.browser.await(row(one) + "?.querySelector('.badge').textContent === 'ejected'", SOON);
		assertThat(groupCondition(one)).isEqualTo("ejected");
		assertThat(this.browser.evaluate(row(one) + ".textContent").toString()).contains("by hand");
		this.browser.evaluate(button(one, "Restore") + ".click()");
		this.browser.await(row(one) + "?.querySelector('.badge').textContent !== 'ejected'", SOON);
		assertThat(groupCondition(one)).isEqualTo("up");
		this.browser.evaluate(button(other, "Drain") + ".click()");
		assertThat(groupCondition(other)).as("after one click").isEqualTo("up");
		assertThat(this.browser.errors()).isEmpty();
	}

	@Test
	void pageWhenDataLooksLikeHtmlShowsItAsText() {
		WatchedGateway.Orders.use(1, other.port());
		try (RawClient client = gateway.connect()) {
			assertThat(client.get("/orders/<u>x</u><img/src=x/onerror=throw(1)>").status()).isEqualTo(200);
		}
		this.browser.await("document.querySelector('#failures .path')?.textContent.includes('<u>x</u>')", SOON);
		assertThat(this.browser.evaluate("document.querySelectorAll('#failures u, #failures img').length"))
			.isEqualTo(0);
		assertThat(this.browser.errors()).isEmpty();
	}

	@Test
	void pageFitsPhonesAndDesktopsInBothColours() {
		ScriptedUpstream resetting = ScriptedUpstream.start().always(Script.readRequest().thenReset());
		WatchedGateway.Orders.use(1, resetting.port(), other.port());
		try (RawClient client = gateway.connect()) {
			for (int i = 0; i < 8; i++) {
				client.get("/orders/" + "long-".repeat(30) + i);
				client.post("/orders/" + i, "content");
			}
		}
		finally {
			resetting.close();
		}
		this.browser.await("document.querySelectorAll('#failures li').length >= 16", SOON);
		this.browser.evaluate("document.querySelectorAll('#failures summary')[1].click()");
		for (String colours : List.of("light", "dark")) {
			this.browser.colours(colours);
			for (int width : new int[] { 360, 768, 1280 }) {
				this.browser.size(width, (width < 600) ? 2400 : 1200);
				assertThat(this.browser.evaluate("document.documentElement.scrollWidth")).as("width of the page")
					.isEqualTo(width);
				assertThat(this.browser.evaluate(OVERFLOWING)).as("what does not fit into " + width).isEqualTo("");
				this.browser.screenshot(SCREENSHOTS.resolve("dashboard-" + width + "-" + colours + ".png"));
			}
		}
		assertThat(this.browser.errors()).isEmpty();
	}

	private static String row(ScriptedUpstream peer) {
		return "[...document.querySelectorAll('#peers tbody tr')].find((row) => row.textContent.startsWith('"
				+ peer.address() + "'))";
	}

	private static String button(ScriptedUpstream peer, String text) {
		return "[..." + row(peer) + ".querySelectorAll('button')].find((button) => button.textContent === '" + text
				+ "')";
	}

	private static String groupCondition(ScriptedUpstream peer) {
		return gateway.json("/actuator/proxy/groups")
			.<List<String>>read("$.groups[0].peers[?(@.address == '" + peer.address() + "')].condition")
			.get(0);
	}

}
