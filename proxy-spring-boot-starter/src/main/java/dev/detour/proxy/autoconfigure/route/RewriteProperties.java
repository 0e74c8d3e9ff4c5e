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

import org.jspecify.annotations.Nullable;

/**
 * Change of the path.
 *
 * @since 0.1.0
 */
public class RewriteProperties {

	/**
	 * Regular expression that is looked for in the path, as the client encoded it.
	 */
	private @Nullable String regex;

	/**
	 * Replacement of what was found, with "$1" or "${name}" for groups.
	 */
	private String replacement = "";

	public @Nullable String getRegex() {
		return this.regex;
	}

	public void setRegex(@Nullable String regex) {
		this.regex = regex;
	}

	public String getReplacement() {
		return this.replacement;
	}

	public void setReplacement(String replacement) {
		this.replacement = replacement;
	}

}
