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
 * The head of the request of one attempt. It starts as a copy of the client's head with
 * the gateway's own rules applied (hop-by-hop fields removed, forwarding fields added),
 * afresh for every attempt, so that nothing leaks from one attempt into the next.
 *
 * @since 0.1.0
 */
public interface UpstreamRequest {

	/**
	 * Returns the method to send.
	 * @return the method
	 */
	String method();

	/**
	 * Returns the target to send.
	 * @return the target, such as {@code /orders?id=1}
	 */
	String target();

	/**
	 * Changes the target to send.
	 * @param target the target, starting with a slash, already encoded
	 * @throws IllegalArgumentException if it does not start with a slash, or holds white
	 * space or a control character
	 */
	void setTarget(String target);

	/**
	 * Returns the fields to send, which may be changed. The framing of the content
	 * ({@code Content-Length}, {@code Transfer-Encoding}) and {@code Connection} belong
	 * to the gateway: changes to them have no effect.
	 * @return the fields
	 */
	MutableHeaders headers();

}
