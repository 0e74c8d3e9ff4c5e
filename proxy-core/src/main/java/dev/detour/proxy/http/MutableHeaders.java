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

/**
 * Header fields that can be changed.
 * <p>
 * Every method refuses a name that is not a token (RFC 9110 section 5.6.2) and a value
 * with a character that could end the field early (CR, LF, NUL) or that is not one byte
 * (beyond ISO-8859-1), with an {@link IllegalArgumentException}.
 *
 * @since 0.1.0
 */
public interface MutableHeaders extends Headers {

	/**
	 * Adds a field after those that are there.
	 * @param name the field name
	 * @param value the value
	 */
	void add(String name, String value);

	/**
	 * Replaces all fields with this name by one.
	 * @param name the field name
	 * @param value the value
	 */
	void set(String name, String value);

	/**
	 * Removes all fields with this name.
	 * @param name the field name
	 */
	void remove(String name);

}
