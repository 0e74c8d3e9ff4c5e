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

package dev.detour.proxy.handler;

import java.util.List;

import dev.detour.proxy.hook.Phase;

/**
 * Hooks that can say which methods they call.
 *
 * @since 0.1.0
 */
public interface DescribedHooks {

	/**
	 * Returns the methods of a phase.
	 * @param phase the phase
	 * @return each with its class and parameters, and the errors to which it is narrowed
	 */
	List<String> methods(Phase phase);

}
