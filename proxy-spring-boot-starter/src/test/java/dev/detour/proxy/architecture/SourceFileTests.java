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

package dev.detour.proxy.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the main source files of all modules.
 */
class SourceFileTests {

	private static final int MAX_LINES = 300;

	private final List<Path> files = mainSourceFiles(Path.of("").toAbsolutePath().getParent());

	@Test
	void filesAreShort() {
		assertThat(this.files).isNotEmpty()
			.allSatisfy((file) -> assertThat(Files.readAllLines(file)).as("lines of %s", file)
				.hasSizeLessThanOrEqualTo(MAX_LINES));
	}

	@Test
	void packagesSayWhatTheyAreAndAreNullMarked() {
		Set<Path> packages = this.files.stream().map(Path::getParent).collect(Collectors.toSet());
		assertThat(packages).isNotEmpty()
			.allSatisfy((directory) -> assertThat(directory.resolve("package-info.java")).exists()
				.content()
				.contains("/**", "@NullMarked"));
	}

	private static List<Path> mainSourceFiles(Path root) {
		List<Path> result = new ArrayList<>();
		try (DirectoryStream<Path> modules = Files.newDirectoryStream(root,
				(module) -> Files.exists(module.resolve("pom.xml")))) {
			for (Path module : modules) {
				result.addAll(javaFiles(module.resolve(Path.of("src", "main", "java"))));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return result;
	}

	private static List<Path> javaFiles(Path directory) throws IOException {
		if (Files.notExists(directory)) {
			return List.of();
		}
		try (Stream<Path> paths = Files.walk(directory)) {
			return paths.filter((path) -> path.toString().endsWith(".java")).toList();
		}
	}

}
