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

import org.junit.jupiter.api.Test;

import dev.detour.proxy.exchange.ForwardedStyle;
import dev.detour.proxy.policy.FailoverPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The defaults are written out in the properties, since generated metadata knows only
 * literals.
 */
class ProxyPropertiesTests {

	private final ProxyProperties properties = new ProxyProperties();

	@Test
	void defaultsAreThoseOfTheCore() {
		assertThat(this.properties.getFailover().getMaxAttempts()).isEqualTo(FailoverPolicy.DEFAULT_MAX_ATTEMPTS);
		assertThat(this.properties.getForwarded().getStyle()).isEqualTo(ForwardedStyle.X_FORWARDED);
		assertThat(this.properties.getForwarded().isVia()).isTrue();
	}

}
