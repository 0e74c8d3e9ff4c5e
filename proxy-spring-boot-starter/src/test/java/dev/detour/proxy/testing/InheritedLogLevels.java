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

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Takes back the levels that applications of earlier tests have set for loggers of the
 * gateway: for tests that look at the log and start no application.
 */
public final class InheritedLogLevels implements BeforeEachCallback {

	@Override
	public void beforeEach(ExtensionContext context) {
		((LoggerContext) LoggerFactory.getILoggerFactory()).getLoggerList()
			.stream()
			.filter((logger) -> logger.getName().startsWith("dev.detour"))
			.forEach((logger) -> logger.setLevel(null));
	}

}
