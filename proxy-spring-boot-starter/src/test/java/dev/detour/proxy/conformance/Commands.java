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

package dev.detour.proxy.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Runs programs that may not be installed.
 */
final class Commands {

	private Commands() {
	}

	/**
	 * Runs a program to its end.
	 * @param command the program and its arguments
	 * @return what it wrote, to either output
	 */
	static String run(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

	/**
	 * Returns whether a program is there.
	 * @param command the program, and arguments with which it does nothing
	 * @return {@code true} if it is
	 */
	static boolean isInstalled(String... command) {
		try {
			run(command);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
