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

package dev.detour.proxy.metrics;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;

/**
 * An exchange that a test makes up.
 */
final class TestView implements ExchangeView<Object> {

	private final long startedAt = System.nanoTime();

	private final AttemptLog attempts = new AttemptLog();

	private final Map<Object, Object> attributes = new HashMap<>();

	void start(ExchangeListener listener, Peer peer, boolean staleTry) {
		int number = this.attempts.count() + (staleTry ? 0 : 1);
		this.attempts.add(Attempt.started(number, peer, staleTry, 1));
		listener.attemptStarted(this, this.attempts.last());
	}

	void fail(ExchangeListener listener, ProxyError error, Verdict verdict) {
		this.attempts.update(this.attempts.last().ended(error, 2));
		listener.attemptEnded(this, this.attempts.last());
		this.attempts.update(this.attempts.last().judged(verdict));
		listener.decided(this, error, verdict);
	}

	@Override
	public @Nullable Object context() {
		return null;
	}

	@Override
	public ProxyRequest request() {
		return ProxyRequest.of("GET", "/");
	}

	@Override
	public AttemptLog attempts() {
		return this.attempts;
	}

	@Override
	public String handler() {
		return "test";
	}

	@Override
	public long startedAt() {
		return this.startedAt;
	}

	@Override
	public long bytesReceived() {
		return 1;
	}

	@Override
	public long bytesSent() {
		return 1;
	}

	@Override
	public Map<Object, Object> attributes() {
		return this.attributes;
	}

}
