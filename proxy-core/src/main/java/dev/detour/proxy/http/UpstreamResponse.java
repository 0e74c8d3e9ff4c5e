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
 * The head of a peer's response that has not been passed on yet and may be changed.
 *
 * @since 0.1.0
 */
public interface UpstreamResponse {

	/**
	 * Returns the status code.
	 * @return the status, 200 to 999
	 */
	int status();

	/**
	 * Changes the status code that the client gets.
	 * @param status the status, 200 to 999; one that allows no content (204, 304) only if
	 * the peer's did not either
	 * @throws IllegalArgumentException if the status is out of range or does not fit the
	 * content
	 */
	void setStatus(int status);

	/**
	 * Returns the fields that the client gets, which may be changed. The framing of the
	 * content belongs to the gateway: changes to {@code Content-Length},
	 * {@code Transfer-Encoding} and {@code Connection} have no effect.
	 * @return the fields
	 */
	MutableHeaders headers();

}
