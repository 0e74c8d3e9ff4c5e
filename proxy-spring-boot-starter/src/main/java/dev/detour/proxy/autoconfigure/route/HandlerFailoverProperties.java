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

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits of all handlers, and of each that has some of its own.
 *
 * @since 0.1.0
 */
public class HandlerFailoverProperties extends HandlerPolicyProperties {

	/**
	 * The same for single handlers, by the names of their beans. What one does not say is
	 * as for all.
	 */
	private Map<String, HandlerPolicyProperties> handlers = new LinkedHashMap<>();

	public Map<String, HandlerPolicyProperties> getHandlers() {
		return this.handlers;
	}

	public void setHandlers(Map<String, HandlerPolicyProperties> handlers) {
		this.handlers = handlers;
	}

}
