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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The sample, started as a user would, but on ports of its own.
 */
final class RunningSample implements AutoCloseable {

	// Below the ports that systems give to outgoing connections: an upstream that was
	// taken down finds its port free when it comes up again.
	private static final int FIRST_PORT = 20_000;

	private static final int LAST_PORT = 30_000;

	private final ConfigurableApplicationContext context;

	private RunningSample(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static RunningSample start(String... properties) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
				"--demo.ports.primary=" + freePort(), "--demo.ports.secondary=" + freePort()));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new RunningSample(SpringApplication.run(SampleApplication.class, arguments.toArray(String[]::new)));
	}

	int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	private static int freePort() throws IOException {
		RandomGenerator random = RandomGenerator.getDefault();
		for (int tries = 0; tries < 100; tries++) {
			int port = random.nextInt(FIRST_PORT, LAST_PORT);
			try (ServerSocket socket = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Taken: try another.
			}
		}
		throw new IOException("No free port from " + FIRST_PORT + " to " + LAST_PORT);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
