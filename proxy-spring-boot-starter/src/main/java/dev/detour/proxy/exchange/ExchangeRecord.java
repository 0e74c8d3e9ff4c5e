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

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.http.ProxyRequest;

/**
 * What is known of an exchange.
 *
 * @param <C> the type of the user's context
 */
abstract class ExchangeRecord<C> implements ExchangeView<C> {

	private final ProxyRequest request;

	private final String handler;

	private final long startedAt;

	private final AttemptLog attempts = new AttemptLog();

	private @Nullable C context;

	private @Nullable Map<Object, Object> attributes;

	private long received;

	private long sent;

	ExchangeRecord(ProxyRequest request, String handler, long startedAt) {
		this.request = request;
		this.handler = handler;
		this.startedAt = startedAt;
	}

	@Override
	public final @Nullable C context() {
		return this.context;
	}

	final void context(@Nullable C context) {
		this.context = context;
	}

	@Override
	public final ProxyRequest request() {
		return this.request;
	}

	@Override
	public final AttemptLog attempts() {
		return this.attempts;
	}

	@Override
	public final String handler() {
		return this.handler;
	}

	@Override
	public final long startedAt() {
		return this.startedAt;
	}

	@Override
	public final long bytesReceived() {
		return this.received;
	}

	final void countReceived(int bytes) {
		this.received += bytes;
	}

	@Override
	public final long bytesSent() {
		return this.sent;
	}

	final void countSent(int bytes) {
		this.sent += bytes;
	}

	@Override
	public final Map<Object, Object> attributes() {
		if (this.attributes == null) {
			this.attributes = new HashMap<>();
		}
		return this.attributes;
	}

	@Override
	public final @Nullable Object attribute(Object key) {
		return (this.attributes != null) ? this.attributes.get(key) : null;
	}

}
