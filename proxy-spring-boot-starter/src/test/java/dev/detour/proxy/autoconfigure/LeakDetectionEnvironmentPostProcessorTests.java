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

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests of this project ask for leak detection, so it is left alone in them.
 */
class LeakDetectionEnvironmentPostProcessorTests {

	private static final String LEVEL = "io.netty.leakDetection.level";

	private final String level = System.getProperty(LEVEL);

	private final MockEnvironment environment = new MockEnvironment();

	@BeforeEach
	void forget() {
		System.clearProperty(LEVEL);
	}

	@AfterEach
	void restore() {
		System.setProperty(LEVEL, this.level);
	}

	@Test
	void leakDetectionWhenNobodyAskedForItIsOff() {
		assertThat(process()).isEqualTo("disabled");
	}

	@Test
	void leakDetectionWhenAskedForByPropertyIsLeftAlone() {
		this.environment.setProperty("spring.netty.leak-detection", "advanced");
		assertThat(process()).isEqualTo("advanced");
	}

	@Test
	void leakDetectionWhenAskedForBySystemPropertyIsLeftAlone() {
		System.setProperty(LEVEL, "paranoid");
		assertThat(process()).isNull();
	}

	@Test
	void postProcessorIsFoundBySpringBoot() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(EnvironmentPostProcessor.class,
					SpringFactoriesLoader.FailureHandler
						.logging(LogFactory.getLog(LeakDetectionEnvironmentPostProcessor.class))))
			.hasAtLeastOneElementOfType(LeakDetectionEnvironmentPostProcessor.class);
	}

	private String process() {
		new LeakDetectionEnvironmentPostProcessor().postProcessEnvironment(this.environment, new SpringApplication());
		return this.environment.getProperty("spring.netty.leak-detection");
	}

}
