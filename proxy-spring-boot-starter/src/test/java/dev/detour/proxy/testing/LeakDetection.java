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

import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails the test class after which Netty's leak detection has found a buffer, or any
 * other counted resource, that was lost without being released. What is lost only when
 * all classes are done fails the run. Registered for all tests by itself.
 * <p>
 * Classes that run in parallel may be blamed for each other's leaks.
 *
 * @since 0.1.0
 */
public final class LeakDetection implements BeforeAllCallback, AfterAllCallback {

	// As early as this class is loaded: detectors of before would be deaf
	static final LeakRecorder RECORDER = LeakRecorder.install();

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getRoot()
			.getStore(Namespace.create(LeakDetection.class))
			.computeIfAbsent(EndOfRun.class, (key) -> new EndOfRun());
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (context.getEnclosingTestClasses().isEmpty()) {
			check("After " + context.getDisplayName());
		}
	}

	private static void check(String when) {
		List<String> leaks = RECORDER.takeLeaks();
		if (!leaks.isEmpty()) {
			throw new AssertionError("%s, %d leaks:%n%s".formatted(when, leaks.size(), String.join("\n", leaks)));
		}
	}

	/**
	 * Closed by JUnit when all tests are done.
	 */
	private static final class EndOfRun implements AutoCloseable {

		@Override
		public void close() {
			check("At the end of the run");
		}

	}

}
