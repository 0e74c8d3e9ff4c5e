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

package dev.detour.proxy.exchange;

/**
 * How peers are told about the client.
 *
 * @since 0.1.0
 */
public enum ForwardedStyle {

	/**
	 * {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}, appended
	 * to what the client sent.
	 */
	X_FORWARDED,

	/**
	 * {@code Forwarded} (RFC 7239), appended to what the client sent.
	 */
	FORWARDED,

	/**
	 * Not at all; what the client sent is passed on.
	 */
	NONE

}
