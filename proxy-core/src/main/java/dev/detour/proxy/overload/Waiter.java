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

package dev.detour.proxy.overload;

/**
 * Who waits for a place.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Waiter {

	/**
	 * There is a place, which is to be {@linkplain ExchangeLimit#leave() left} in the
	 * end. Called once, by any thread; must not throw, and only hand over to its own.
	 */
	void admitted();

}
