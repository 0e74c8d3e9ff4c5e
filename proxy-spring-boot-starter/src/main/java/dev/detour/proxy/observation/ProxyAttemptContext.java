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

package dev.detour.proxy.observation;

import java.util.Objects;

import io.micrometer.observation.transport.RequestReplySenderContext;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;

/**
 * Context of the observation of an attempt. What is propagated is taken down when the
 * attempt begins, and put on the head when that is sent.
 *
 * @since 0.1.0
 */
public final class ProxyAttemptContext extends RequestReplySenderContext<MutableHeaders, Attempt> {

	private final ExchangeView<?> exchange;

	private final int resendCount;

	private Attempt attempt;

	ProxyAttemptContext(ExchangeView<?> exchange, Attempt attempt) {
		super((headers, name, value) -> Objects.requireNonNull(headers).set(name, value));
		this.exchange = exchange;
		this.resendCount = exchange.attempts().all().size() - 1;
		this.attempt = attempt;
		setCarrier(Headers.create());
	}

	void update(Attempt attempt) {
		this.attempt = attempt;
		setResponse(attempt);
	}

	/**
	 * Returns the exchange.
	 * @return the exchange
	 */
	public ExchangeView<?> exchange() {
		return this.exchange;
	}

	/**
	 * Returns the attempt, as far as it has come.
	 * @return the attempt
	 */
	public Attempt attempt() {
		return this.attempt;
	}

	/**
	 * Returns how often the request was tried before.
	 * @return 0 for the first attempt
	 */
	public int resendCount() {
		return this.resendCount;
	}

}
