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

package dev.detour.proxy.engine;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyResponse;

/**
 * How an exchange ends: what the client gets, and the outcome.
 */
final class Ending {

	private final ExchangeView<?> exchange;

	private final ExchangeListener listener;

	private Result replyResult = Result.FAILED;

	private int status = ErrorType.CLIENT_GONE.status();

	private @Nullable ProxyError error;

	Ending(ExchangeView<?> exchange, ExchangeListener listener) {
		this.exchange = exchange;
		this.listener = listener;
	}

	Step relay(int status) {
		this.status = status;
		this.listener.committed(this.exchange, status);
		return Step.Plain.RELAY;
	}

	/**
	 * Answers with a response that the handler made on purpose.
	 * @param response the response
	 * @param error the failure that it answers, or {@code null}
	 * @return the next step
	 */
	Step answer(ProxyResponse response, @Nullable ProxyError error) {
		this.replyResult = Result.ANSWERED;
		this.error = error;
		return reply(response.status(), response);
	}

	Step giveUp(ProxyError failure) {
		this.error = failure;
		return new Step.AskGiveUp(failure);
	}

	Step page(@Nullable ProxyResponse page) {
		if (page != null) {
			return reply(page.status(), page);
		}
		return reply((this.error != null) ? this.error.type().status() : ErrorType.INTERNAL.status(), null);
	}

	Step replied(int status) {
		this.status = status;
		return end(this.replyResult, this.error);
	}

	Step relayed() {
		return end(Result.RELAYED, null);
	}

	Step aborted(ProxyError failure) {
		return end(Result.ABORTED, failure);
	}

	Step clientGone(ProxyError failure) {
		return end(Result.CLIENT_GONE, failure);
	}

	private Step reply(int status, @Nullable ProxyResponse response) {
		this.status = status;
		return new Step.Reply(status, response);
	}

	private Step end(Result result, @Nullable ProxyError error) {
		ExchangeOutcome outcome = new ExchangeOutcome(result, this.status, error);
		this.listener.completed(this.exchange, outcome);
		return new Step.End(outcome);
	}

}
