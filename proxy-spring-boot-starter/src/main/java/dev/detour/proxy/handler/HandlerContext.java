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

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The context of a handler.
 *
 * @param accepts tells which parameters are the context
 * @param factory makes the context, or {@code null} if there is none
 */
record HandlerContext(Predicate<Class<?>> accepts, @Nullable ContextFactory factory) {

	/**
	 * A handler without a context.
	 */
	static final HandlerContext NONE = new HandlerContext((type) -> false, null);

	/**
	 * The context is not known, which has been reported and is not to be reported again
	 * for every parameter.
	 */
	static final HandlerContext REPORTED = new HandlerContext(ContextType::isCandidate, null);

}
