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

package dev.detour.proxy.autoconfigure;

import java.util.List;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Turns Netty's search for leaks of buffers off unless somebody has asked for it. It
 * takes every 128th buffer and the stack that it comes from, which a gateway pays for
 * with every twelfth request that it could have served, and tells nothing about Detour
 * that its tests have not looked for in every single buffer.
 */
final class LeakDetectionEnvironmentPostProcessor implements EnvironmentPostProcessor {

	static final String PROPERTY = "spring.netty.leak-detection";

	private static final List<String> SYSTEM_PROPERTIES = List.of("io.netty.leakDetection.level",
			"io.netty.leakDetectionLevel");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (SYSTEM_PROPERTIES.stream().noneMatch((name) -> System.getProperty(name) != null)) {
			// The last source: whatever else says something wins.
			environment.getPropertySources()
				.addLast(new MapPropertySource("detourDefaults", Map.of(PROPERTY, "disabled")));
		}
	}

}
