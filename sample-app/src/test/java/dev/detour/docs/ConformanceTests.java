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

package dev.detour.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the tests exist which the page about conformance names.
 */
class ConformanceTests {

	private static final String PAGE = "docs/conformance.md";

	@Test
	void testsOfClientsAndServersExist() throws IOException {
		Map<String, Path> tests = tests();
		assertThat(Page.of(PAGE).table("client or server")).isNotEmpty()
			.allSatisfy((row) -> assertExists(tests, Page.code(row.get(1))));
	}

	@Test
	void counterpartsOfThoseOfPingoraExistOrAreExplained() throws IOException {
		Map<String, Path> tests = tests();
		assertThat(Page.of(PAGE).table("Pingora")).hasSize(58).allSatisfy((row) -> {
			assertThat(row.get(0)).matches("`test_\\w+`");
			if (row.get(1).isEmpty()) {
				assertThat(row.get(2)).as("why there is no counterpart of %s", row.get(0)).isNotEmpty();
			}
			else {
				assertExists(tests, Page.code(row.get(1)));
			}
		});
	}

	private static void assertExists(Map<String, Path> tests, List<String> names) {
		assertThat(names).isNotEmpty().allSatisfy((name) -> {
			String[] parts = name.split("#");
			assertThat(tests).containsKey(parts[0]);
			if (parts.length > 1) {
				assertThat(tests.get(parts[0])).content().contains("void " + parts[1] + "(");
			}
		});
	}

	private static Map<String, Path> tests() throws IOException {
		Map<String, Path> tests = new TreeMap<>();
		for (String module : List.of("proxy-core", "proxy-spring-boot-starter")) {
			try (Stream<Path> files = Files.walk(Page.ROOT.resolve(module).resolve("src/test/java"))) {
				files.filter((file) -> file.toString().endsWith("Tests.java"))
					.forEach((file) -> tests.put(file.getFileName().toString().replace(".java", ""), file));
			}
		}
		return tests;
	}

}
