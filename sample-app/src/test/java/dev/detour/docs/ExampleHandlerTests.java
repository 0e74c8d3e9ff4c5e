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

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.detour.proxy.autoconfigure.ProxyHandlerAutoConfiguration;
import dev.detour.proxy.handler.ProxyHandlerRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the handlers of the documentation, so that their faults are found.
 */
class ExampleHandlerTests {

	@Test
	void handlersOfDocumentationAreValid() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProxyHandlerAutoConfiguration.class))
			.withUserConfiguration(OrdersGateway.class, FailoverGuide.AllOptions.class, FailoverGuide.ByErrorType.class,
					FailoverGuide.ByStatus.class, FailoverGuide.Encoding.class)
			.run((context) -> assertThat(context.getBean(ProxyHandlerRegistry.class).mappings()).hasSize(5));
	}

}
