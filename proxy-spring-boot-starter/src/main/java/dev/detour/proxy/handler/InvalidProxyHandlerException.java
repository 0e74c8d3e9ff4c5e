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
import java.util.stream.Collectors;

/**
 * Thrown when the application starts with handlers that cannot work. It has all problems
 * of all handlers.
 *
 * @since 0.1.0
 */
public final class InvalidProxyHandlerException extends RuntimeException {

	private final List<HandlerProblem> problems;

	/**
	 * Creates the exception.
	 * @param problems what is wrong
	 */
	public InvalidProxyHandlerException(List<HandlerProblem> problems) {
		super("Invalid proxy handlers: "
				+ problems.stream().map(HandlerProblem::toString).collect(Collectors.joining(" ")));
		this.problems = List.copyOf(problems);
	}

	/**
	 * Returns what is wrong.
	 * @return the problems
	 */
	public List<HandlerProblem> getProblems() {
		return this.problems;
	}

}
