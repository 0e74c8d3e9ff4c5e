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
import java.util.stream.Stream;

/**
 * A script that is no more than its steps.
 */
final class StepScript extends Script {

	private final List<Step> steps;

	StepScript(List<Step> steps) {
		this.steps = List.copyOf(steps);
	}

	static StepScript of(Script script, Step step) {
		return new StepScript(Stream.concat(script.steps().stream(), Stream.of(step)).toList());
	}

	@Override
	List<Step> steps() {
		return this.steps;
	}

	@Override
	public String toString() {
		return this.steps.toString();
	}

}
