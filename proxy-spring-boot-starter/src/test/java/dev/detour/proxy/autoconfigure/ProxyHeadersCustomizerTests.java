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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import dev.detour.proxy.server.ProxyHeaders.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Mistakes in the properties of the PROXY protocol.
 */
class ProxyHeadersCustomizerTests {

	private final ProxyServerProperties properties = new ProxyProperties().getServer();

	@Test
	void customizerWhenOffNeedsNobody() {
		assertThatNoException().isThrownBy(this::customizer);
	}

	@Test
	void customizerWhenNobodyIsTrustedFails() {
		this.properties.getProxyProtocol().setMode(Mode.OPTIONAL);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::customizer)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("proxy.server.proxy-protocol.trusted");
				assertThat(ex.getReason()).contains("10.0.0.0/8");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.0/8", "10.0.0.1", "0.0.0.0/0", "::/0", "fd00::/8", "::1" })
	void customizerWhenNetworkIsOneIsMade(String network) {
		trust(network);
		assertThatNoException().isThrownBy(this::customizer);
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/0x8", "::/129", "/8" })
	void customizerWhenNetworkIsNoneFails(String network) {
		trust("127.0.0.1", network);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::customizer)
			.withMessageContaining("proxy.server.proxy-protocol.trusted[1]")
			.withMessageContaining(network);
	}

	private void trust(String... networks) {
		this.properties.getProxyProtocol().setMode(Mode.REQUIRED);
		this.properties.getProxyProtocol().setTrusted(List.of(networks));
	}

	private ProxyHeadersCustomizer customizer() {
		return new ProxyHeadersCustomizer(this.properties);
	}

}
