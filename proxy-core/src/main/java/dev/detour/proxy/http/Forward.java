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

package dev.detour.proxy.http;

import java.util.Map;

/**
 * Where the application itself makes a response in place of the gateway. An immutable
 * value.
 *
 * @param path the path within the application, encoded, from its first slash
 * @param attributes what the application's own code is told, by name; never sent to the
 * client
 * @since 0.1.0
 */
public record Forward(String path, Map<String, Object> attributes) {

	/**
	 * Checks the path and copies the attributes.
	 * @param path the path within the application
	 * @param attributes what the application's own code is told
	 * @throws IllegalArgumentException if the path is not one, or not encoded
	 */
	public Forward {
		check(path);
		attributes = Map.copyOf(attributes);
	}

	/**
	 * Checks a path.
	 * @param path the path
	 * @return the path
	 * @throws IllegalArgumentException if it is not one, or not encoded
	 */
	public static String check(String path) {
		boolean encoded = path.chars().allMatch((c) -> c > ' ' && c < 0x7f && "?#\"<>\\^`{|}".indexOf(c) < 0);
		if (!path.startsWith("/") || path.startsWith("//") || !encoded) {
			throw new IllegalArgumentException(
					"The path must be encoded, start with one slash and have no query, but was '" + path + "'");
		}
		return path;
	}

}
