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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects the problems of one handler.
 */
final class HandlerProblems {

	private final String handler;

	private final List<HandlerProblem> problems = new ArrayList<>();

	HandlerProblems(String handler) {
		this.handler = handler;
	}

	void add(String description, String cure) {
		add((String) null, description, cure);
	}

	void add(AnnotatedMethod method, String description, String cure) {
		add(method.description(), description, cure);
	}

	private void add(@Nullable String method, String description, String cure) {
		this.problems.add(new HandlerProblem(this.handler, method, description, cure));
	}

	List<HandlerProblem> all() {
		return this.problems;
	}

}
