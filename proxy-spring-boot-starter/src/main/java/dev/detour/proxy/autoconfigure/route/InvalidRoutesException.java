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

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown for a configuration of routes, groups, and limits, or of policies of handlers,
 * that cannot work. It has all problems.
 *
 * @since 0.1.0
 */
public final class InvalidRoutesException extends RuntimeException {

	private final String subject;

	private final List<PropertyProblem> problems;

	InvalidRoutesException(Collection<PropertyProblem> problems) {
		this("routes", problems);
	}

	InvalidRoutesException(String subject, Collection<PropertyProblem> problems) {
		super("Invalid " + subject + ": "
				+ problems.stream().map(PropertyProblem::toString).collect(Collectors.joining(" ")));
		this.subject = subject;
		this.problems = List.copyOf(problems);
	}

	/**
	 * Returns what the properties are about.
	 * @return the subject
	 */
	String subject() {
		return this.subject;
	}

	/**
	 * Returns what is wrong.
	 * @return the problems, at least one
	 */
	public List<PropertyProblem> getProblems() {
		return this.problems;
	}

}
