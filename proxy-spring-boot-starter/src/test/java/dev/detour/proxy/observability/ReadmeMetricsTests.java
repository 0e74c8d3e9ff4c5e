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

package dev.detour.proxy.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

import dev.detour.proxy.testing.ClosedPort;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the endpoints of Actuator show what the README says they do.
 */
class ReadmeMetricsTests {

	@Test
	void endpointsWhenExchangeIsOverShowWhatReadmeSays() throws IOException {
		try (ObservedGateway gateway = ObservedGateway.start(ScriptedExchangeTests.App.class);
				ClosedPort refusing = ClosedPort.take();
				ScriptedUpstream resetting = ScriptedUpstream.start().always(Script.readRequest().thenReset());
				ScriptedUpstream answering = ScriptedUpstream.start();
				RawClient client = gateway.connect()) {
			ScriptedExchangeTests.Orders.use(refusing.port(), resetting.port(), answering.port());
			assertThat(client.get("/orders/1").status()).isEqualTo(200);
			gateway.awaitLines(1);
			assertThat(parse(client.get("/actuator/metrics/proxy.retries").text())).usingRecursiveComparison()
				.ignoringCollectionOrder()
				.isEqualTo(parse(shown("metrics")));
			List<String> lines = client.get("/actuator/prometheus").text().lines().toList();
			assertThat(lines).containsAll(shown("prometheus").lines().toList());
			assertThat(lines.stream().filter((line) -> line.startsWith("proxy_retries"))).hasSize(2);
			assertThat(lines)
				.noneMatch((line) -> line.startsWith("proxy_exchange_") || line.startsWith("proxy_attempt_"));
		}
	}

	private static Map<String, Object> parse(String json) {
		return JsonParserFactory.getJsonParser().parseMap(json);
	}

	private static String shown(String output) throws IOException {
		String readme = Files.readString(Path.of("..", "README.md"));
		Matcher block = Pattern.compile("<!-- output: " + output + " -->\n```\\w+\n(.*?)\n```", Pattern.DOTALL)
			.matcher(readme);
		assertThat(block.find()).isTrue();
		return block.group(1);
	}

}
