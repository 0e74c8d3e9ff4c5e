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

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a handler.
 *
 * @param handler the name of the bean
 * @param method the method, such as {@code Orders.peer(Tries)}, or {@code null} if it is
 * about the handler as a whole
 * @param description what is wrong, without a full stop
 * @param cure what to do about it, without a full stop
 * @since 0.1.0
 */
public record HandlerProblem(String handler, @Nullable String method, String description, String cure) {

	@Override
	public String toString() {
		String place = (this.method != null) ? "'" + this.handler + "', " + this.method : "'" + this.handler + "'";
		return place + ": " + this.description + ". " + this.cure + ".";
	}

}
