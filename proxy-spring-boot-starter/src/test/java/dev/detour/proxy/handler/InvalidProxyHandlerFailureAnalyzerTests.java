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

package dev.detour.proxy.handler;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.autoconfigure.ProxyHandlerAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InvalidProxyHandlerFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidProxyHandlerFailureAnalyzerTests {

	@Test
	void analyzeWhenThereAreProblemsNamesBeanMethodAndCure() {
		FailureAnalysis analysis = new InvalidProxyHandlerFailureAnalyzer()
			.analyze(new IllegalStateException(new InvalidProxyHandlerException(
					List.of(new HandlerProblem("a", "A.peer()", "is static", "Remove 'static'"),
							new HandlerProblem("b", null, "it has no path", "Name one")))));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualToNormalizingNewlines("""
				2 problems with @ProxyHandler beans:

				    - 'a', A.peer(): is static. Remove 'static'.
				    - 'b': it has no path. Name one.""");
		assertThat(analysis.getAction()).isEqualTo("Change each bean as its line says.");
	}

	@Test
	void runWhenHandlerIsInvalidPrintsAnalysis(CapturedOutput output) {
		SpringApplication application = new SpringApplication(InvalidApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatExceptionOfType(InvalidProxyHandlerException.class).isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("1 problem with @ProxyHandler beans:")
			.contains("it has no method with @UpstreamPeer");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ProxyHandlerAutoConfiguration.class)
	@Import(WithoutPeer.class)
	static class InvalidApplication {

	}

	@ProxyHandler
	static class WithoutPeer {

	}

}
