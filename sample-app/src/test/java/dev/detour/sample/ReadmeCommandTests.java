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

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Runs the commands of the sample's README against the sample, in their order, and
 * compares what they print with what the README says.
 */
class ReadmeCommandTests {

	private static final String PROMPT = "$ ";

	private static final String ADDRESS = "localhost:8080";

	@Test
	void commandsPrintWhatReadmeSays() throws Exception {
		assumeThat(isCurlInstalled()).as("curl is installed").isTrue();
		List<Command> commands = commands(Path.of("README.md"));
		assertThat(commands).hasSizeGreaterThan(10).allMatch((command) -> command.line().contains(ADDRESS));
		List<Command> actual = new ArrayList<>();
		try (RunningSample sample = RunningSample.start()) {
			for (Command command : commands) {
				String line = command.line().replace(ADDRESS, "localhost:" + sample.port());
				actual.add(new Command(command.line(), run(line).output()));
			}
		}
		assertThat(text(actual)).isEqualTo(text(commands));
	}

	private static boolean isCurlInstalled() throws InterruptedException {
		try {
			return run("curl --version").status() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Result run(String line) throws IOException, InterruptedException {
		File output = File.createTempFile("output", ".txt");
		try {
			ProcessBuilder builder = new ProcessBuilder("sh", "-c", line);
			// No settings of the user, such as a forward proxy
			builder.environment().keySet().retainAll(Set.of("PATH"));
			Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(output).start();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s comes to an end", line).isTrue();
			return new Result(process.exitValue(), Files.readString(output.toPath(), StandardCharsets.UTF_8));
		}
		finally {
			Files.delete(output.toPath());
		}
	}

	/**
	 * Reads the blocks that are marked as console sessions.
	 * @param file the file
	 * @return the commands, in their order
	 * @throws IOException if the file cannot be read
	 */
	private static List<Command> commands(Path file) throws IOException {
		List<Command> commands = new ArrayList<>();
		boolean inside = false;
		for (String line : Files.readAllLines(file)) {
			if (line.startsWith("```")) {
				inside = line.equals("```console");
			}
			else if (inside && line.startsWith(PROMPT)) {
				commands.add(new Command(line.substring(PROMPT.length()), ""));
			}
			else if (inside) {
				Command last = commands.remove(commands.size() - 1);
				commands.add(new Command(last.line(), last.output() + line + "\n"));
			}
		}
		return commands;
	}

	private static String text(List<Command> commands) {
		return commands.stream()
			.map((command) -> PROMPT + command.line() + "\n" + command.output())
			.collect(Collectors.joining());
	}

	private record Command(String line, String output) {

	}

	private record Result(int status, String output) {

	}

}
