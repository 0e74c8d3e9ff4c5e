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

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.policy.MirrorDrop;
import dev.detour.proxy.testing.NameServer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loads and runs every snippet of the guide to routes.
 */
class RouteGuideTests {

	private static final Path GUIDE = Path.of("..", "docs", "routes.md");

	private static final Pattern SNIPPET = Pattern
		.compile("<!-- run: (\\S+) (\\S+) (\\d+) ?(.*?) ?-->\n```properties\n(.*?)```", Pattern.DOTALL);

	private static final Pattern PEER = Pattern.compile("http://10\\.[01]\\.0\\.\\d+:8080");

	static List<Snippet> snippets() throws IOException {
		List<Snippet> snippets = new ArrayList<>();
		Matcher matcher = SNIPPET.matcher(Files.readString(GUIDE));
		while (matcher.find()) {
			snippets.add(new Snippet(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3)),
					matcher.group(4), matcher.group(5)));
		}
		return snippets;
	}

	@Test
	void everySnippetIsRun() throws IOException {
		assertThat(snippets()).hasSize(Files.readString(GUIDE).split("```properties", -1).length - 1)
			.hasSizeGreaterThan(5);
	}

	@Test
	void everyReasonToDropACopyIsNamed() throws IOException {
		List<String> named = Files.readAllLines(GUIDE)
			.stream()
			.dropWhile((line) -> !line.startsWith("| reason |"))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> line.split("`")[1])
			.toList();
		assertThat(named).isEqualTo(Stream.of(MirrorDrop.values()).map(MirrorDrop::id).toList());
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void snippetWorks(Snippet snippet) {
		List<ScriptedUpstream> peers = new ArrayList<>();
		try (Upstreams upstreams = new Upstreams(peers, NameServer.start());
				TestGateway gateway = TestGateway.start(Nothing.class, snippet.properties(upstreams));
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.send(snippet.request()).readResponse().status()).isEqualTo(snippet.status());
			if (snippet.status() == 200) {
				assertThat(peers).anySatisfy((peer) -> assertThat(peer.requests()).extracting(RecordedRequest::method)
					.contains(snippet.method()));
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	private record Upstreams(List<ScriptedUpstream> all, NameServer names) implements AutoCloseable {

		ScriptedUpstream next() {
			ScriptedUpstream upstream = ScriptedUpstream.start().always(Script.respond(200).body("proxied"));
			this.all.add(upstream);
			return upstream;
		}

		/**
		 * Makes the names in properties lead to upstreams.
		 * @param properties the properties
		 */
		void know(Properties properties) {
			for (String property : properties.stringPropertyNames()) {
				String name = properties.getProperty(property);
				if (property.endsWith(".dns.name")) {
					this.names.addresses(name, 60, "127.0.0.1");
					properties.setProperty(property.replaceAll("name$", "port"), String.valueOf(next().port()));
				}
				else if (property.endsWith(".dns.srv")) {
					this.names.service(name, 60, "0 0 " + next().port() + " target.test")
						.addresses("target.test", 60, "127.0.0.1");
				}
			}
			String[] servers = this.names.property().split("=");
			properties.setProperty(servers[0], servers[1]);
		}

		@Override
		public void close() {
			this.all.forEach(ScriptedUpstream::close);
			this.names.close();
		}

	}

	record Snippet(String method, String target, int status, String field, String text) {

		String request() {
			return this.method + " " + this.target + " HTTP/1.1\r\nHost: test.example\r\n"
					+ (this.field.isEmpty() ? "" : this.field + "\r\n") + "\r\n";
		}

		String[] properties(Upstreams upstreams) {
			Properties properties = new Properties();
			try {
				properties.load(new StringReader(
						PEER.matcher(this.text).replaceAll((peer) -> upstreams.next().uri().toString())));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			upstreams.know(properties);
			Set<String> names = new TreeSet<>(properties.stringPropertyNames());
			return names.stream().map((name) -> name + "=" + properties.getProperty(name)).toArray(String[]::new);
		}

	}

}
