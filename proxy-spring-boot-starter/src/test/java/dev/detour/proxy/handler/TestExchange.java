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

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

/**
 * An exchange that goes nowhere.
 */
record TestExchange(@Nullable Object context, ProxyRequest request,
		AttemptLog attempts) implements ExchangeView<Object> {

	static TestExchange create(@Nullable Object context) {
		return new TestExchange(context, ProxyRequest.of("GET", "/"), new AttemptLog());
	}

	@Override
	public String handler() {
		return "test";
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
		return 0;
	}

	@Override
	public Map<Object, Object> attributes() {
		return Map.of();
	}

	TestExchange withAttempt(Peer peer) {
		this.attempts.add(Attempt.started(this.attempts.count() + 1, peer, false, 1));
		return this;
	}

}
