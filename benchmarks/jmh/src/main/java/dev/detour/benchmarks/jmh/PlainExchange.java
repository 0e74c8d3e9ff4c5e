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

package dev.detour.benchmarks.jmh;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.http.ProxyRequest;

/**
 * An exchange of a handler, as far as benchmarks need one.
 */
public final class PlainExchange implements ExchangeView<Object> {

	private static final ProxyRequest REQUEST = ProxyRequest.of("GET", "/");

	private final AttemptLog attempts = new AttemptLog();

	private final Map<Object, Object> attributes = new HashMap<>();

	private final @Nullable Object context;

	public PlainExchange(@Nullable Object context) {
		this.context = context;
	}

	@Override
	public @Nullable Object context() {
		return this.context;
	}

	@Override
	public ProxyRequest request() {
		return REQUEST;
	}

	@Override
	public AttemptLog attempts() {
		return this.attempts;
	}

	@Override
	public String handler() {
		return "benchmark";
	}

	@Override
	public long startedAt() {
		return 1;
	}

	@Override
	public long bytesReceived() {
		return 0;
	}

	@Override
	public long bytesSent() {
		return 1024;
	}

	@Override
	public Map<Object, Object> attributes() {
		return this.attributes;
	}

}
