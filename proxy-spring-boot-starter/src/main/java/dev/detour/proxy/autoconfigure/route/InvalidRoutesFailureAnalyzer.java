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

package dev.detour.proxy.autoconfigure.route;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with which properties, and where these are set.
 */
class InvalidRoutesFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRoutesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidRoutesException cause) {
		int count = cause.getProblems().size();
		String description = "%s with properties of %s:%n%n".formatted((count == 1) ? "1 problem" : count + " problems",
				cause.subject())
				+ cause.getProblems()
					.stream()
					.map((problem) -> "    - " + problem)
					.collect(Collectors.joining(System.lineSeparator()));
		return new FailureAnalysis(description, "Change each property as its line says.", cause);
	}

}
