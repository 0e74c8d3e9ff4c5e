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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param file the file
 * @param lines its lines
 */
record Page(Path file, List<String> lines) {

	static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");

	static Page of(String path) throws IOException {
		Path file = ROOT.resolve(path);
		return new Page(file, Files.readAllLines(file));
	}

	static List<Page> all() throws IOException {
		List<Page> pages = new ArrayList<>();
		for (String name : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "sample-app/README.md")) {
			pages.add(of(name));
		}
		try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".md")).sorted().toList()) {
				pages.add(of(ROOT.relativize(file).toString()));
			}
		}
		return pages;
	}

	/**
	 * Returns the fenced blocks.
	 * @param language the language that they name
	 * @return the blocks
	 */
	List<Block> blocks(String language) {
		List<Block> blocks = new ArrayList<>();
		for (int start = 0; start < this.lines.size(); start++) {
			if (this.lines.get(start).equals("```" + language)) {
				int end = start + 1;
				while (!this.lines.get(end).equals("```")) {
					end++;
				}
				blocks.add(new Block((start > 0) ? this.lines.get(start - 1) : "", this.lines.subList(start + 1, end)));
			}
		}
		return blocks;
	}

	/**
	 * Returns the rows of a table.
	 * @param firstHeading the heading of its first column
	 * @return the cells of each row
	 */
	List<List<String>> table(String firstHeading) {
		List<List<String>> rows = new ArrayList<>();
		int line = 0;
		while (!this.lines.get(line).startsWith("| " + firstHeading + " |")) {
			line++;
		}
		for (line += 2; line < this.lines.size() && this.lines.get(line).startsWith("|"); line++) {
			String row = this.lines.get(line);
			rows.add(Stream.of(row.substring(1, row.length() - 1).split("\\|")).map(String::strip).toList());
		}
		return rows;
	}

	List<String> links() {
		return this.lines.stream()
			.flatMap((line) -> LINK.matcher(line).results())
			.map((link) -> link.group(1))
			.toList();
	}

	/**
	 * Returns what a text sets as code.
	 * @param text the text
	 * @return the code, without the backticks
	 */
	static List<String> code(String text) {
		List<String> code = new ArrayList<>();
		for (Matcher matcher = CODE.matcher(text); matcher.find();) {
			code.add(matcher.group(1));
		}
		return code;
	}

	@Override
	public String toString() {
		return ROOT.relativize(this.file).toString();
	}

	/**
	 * A fenced block.
	 *
	 * @param before the line before it
	 * @param lines its lines
	 */
	record Block(String before, List<String> lines) {

		String text() {
			return String.join("\n", this.lines).stripIndent();
		}

	}

}
