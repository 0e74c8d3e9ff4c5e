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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A gateway in a process of its own, so that its memory can be limited.
 */
public final class ForkedGateway implements AutoCloseable {

	private static final String PORT = "PORT=";

	private final Process process;

	private final int port;

	private ForkedGateway(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Starts a gateway.
	 * @param configuration a handler with a public no-argument constructor
	 * @param jvmArguments arguments of the JVM
	 * @return the gateway, once it is ready
	 */
	public static ForkedGateway start(Class<?> configuration, String... jvmArguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of(jvmArguments));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), ForkedGateway.class.getName(),
				configuration.getName()));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			BufferedReader output = new BufferedReader(
					new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
			StringBuilder seen = new StringBuilder();
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.startsWith(PORT)) {
					drain(output);
					return new ForkedGateway(process, Integer.parseInt(line.substring(PORT.length())));
				}
				seen.append(line).append('\n');
			}
			throw new AssertionError("The gateway did not start:\n" + seen);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void drain(BufferedReader output) {
		Thread thread = new Thread(() -> output.lines().forEach(System.out::println), "forked-gateway-output");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Returns the port of the server.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns whether the process is still there: it exits when its memory runs out.
	 * @return {@code true} if it is
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns how much memory the process occupies.
	 * @return the number of bytes, 0 where the system does not tell
	 */
	public long residentMemory() {
		Path status = Path.of("/proc", Long.toString(this.process.pid()), "status");
		try (Stream<String> lines = Files.lines(status)) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
				.sum();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Runs in the process.
	 * @param arguments the name of the handler's class
	 * @throws ClassNotFoundException if there is no such class
	 */
	public static void main(String[] arguments) throws ClassNotFoundException {
		TestGateway gateway = TestGateway.start(Class.forName(arguments[0]));
		System.out.println(PORT + gateway.port());
	}

}
