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
import org.springframework.boot.origin.Origin;

/**
 * One thing that is wrong with a property.
 *
 * @param property the name of the property
 * @param value its value, or {@code null} if it has none, or one that is secret
 * @param origin where it is set, or {@code null} if that is not known
 * @param reason what is wrong and what to do, a sentence without a full stop
 * @since 0.1.0
 */
public record PropertyProblem(String property, @Nullable Object value, @Nullable Origin origin, String reason) {

	@Override
	public String toString() {
		return this.property + ((this.value != null) ? " = '" + this.value + "'" : "")
				+ ((this.origin != null) ? " (" + this.origin + ")" : "") + ": " + this.reason + ".";
	}

}
