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

package dev.detour.proxy.group;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.http.ProxyRequest;

/**
 * An exchange that hooks and listeners are told about.
 *
 * @param request the client's request
 * @param attempts the attempts
 * @param attributes what listeners keep
 */
record TestExchange(ProxyRequest request, AttemptLog attempts,
		Map<Object, Object> attributes) implements ExchangeView<Void> {

	TestExchange(ProxyRequest request) {
		this(request, new AttemptLog(), new HashMap<>());
	}

	@Override
	public @Nullable Void context() {
		return null;
	}

	@Override
	public String handler() {
		return "test";
	}

	@Override
	public long startedAt() {
		return 0;
	}

	@Override
	public long bytesReceived() {
		return 0;
	}

	@Override
	public long bytesSent() {
		return 0;
	}

}
