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

import java.util.List;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message, in the order and case in which they were sent. Names
 * compare without case (RFC 9110 section 5.1); a name may occur more than once.
 *
 * @since 0.1.0
 */
public interface Headers {

	/**
	 * Returns the value of the first field with this name.
	 * @param name the field name, in any case
	 * @return the value, or {@code null} if there is no such field
	 */
	@Nullable String first(String name);

	/**
	 * Returns the values of all fields with this name, in the order sent.
	 * @param name the field name, in any case
	 * @return the values, empty if there is no such field
	 */
	List<String> all(String name);

	/**
	 * Returns whether there is a field with this name.
	 * @param name the field name, in any case
	 * @return {@code true} if there is one
	 */
	boolean contains(String name);

	/**
	 * Hands every field to the consumer, in the order sent.
	 * @param consumer receives name and value
	 */
	void forEach(BiConsumer<String, String> consumer);

	/**
	 * Returns header fields that can be changed, empty at first.
	 * @return new fields
	 */
	static MutableHeaders create() {
		return new ListHeaders();
	}

}
