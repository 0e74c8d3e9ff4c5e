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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptOutcome;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.event.Fallback;
import dev.detour.proxy.failure.ErrorSource;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;

/**
 * Writes to the log what the engine tells: WARN for an attempt that failed, with what was
 * decided, and ERROR once for a request that was lost through no fault of the client. Of
 * those that are refused since there are too many, {@link OverloadLog} tells.
 *
 * @since 0.1.0
 */
public final class ExchangeLog implements ExchangeListener {

	private static final Logger logger = LoggerFactory.getLogger("dev.detour.proxy.exchange");

	@Override
	public void staleConnection(ExchangeView<?> exchange, ProxyError error) {
		if (logger.isDebugEnabled()) {
			logger.debug("{}: pooled connection was stale ({}), trying a new one", exchange.request(), error.type());
		}
	}

	@Override
	public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
		if (attempt.hedge() && logger.isDebugEnabled()) {
			logger.debug("{}: attempt {} at {} begins beside one that is slow", exchange.request(), attempt.number(),
					attempt.peer());
		}
	}

	@Override
	public void hedgeRefused(ExchangeView<?> exchange, VetoReason reason) {
		if (logger.isDebugEnabled()) {
			logger.debug("{}: no attempt beside one that is slow, refused: {}", exchange.request(), reason.id());
		}
	}

	@Override
	public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
		ProxyError error = attempt.error();
		if (error != null && logger.isWarnEnabled() && AttemptOutcome.of(error) == AttemptOutcome.FAILURE
				&& exchange.attempts().all().stream().anyMatch((other) -> !other.isEnded())) {
			logger.warn("{}: attempt {} at {} failed: {} ({}, {} bytes written, {} read){}; another one goes on",
					exchange.request(), attempt.number(), attempt.peer(), error.type(), error.delivery(),
					error.bytesWritten(), error.bytesRead(), (error.cause() != null) ? ": " + error.cause() : "");
		}
	}

	@Override
	public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
		if (logger.isWarnEnabled()) {
			Attempt attempt = exchange.attempts().current();
			String veto = (verdict.veto() != null) ? ", refused: " + verdict.veto().id() : "";
			logger.warn("{}: attempt {} at {} failed: {} ({}, {} bytes written, {} read){}; decision: {}{}",
					exchange.request(), (attempt != null) ? attempt.number() : 0,
					(attempt != null) ? attempt.peer() : "-", error.type(), error.delivery(), error.bytesWritten(),
					error.bytesRead(), (error.cause() != null) ? ": " + error.cause() : "", verdict.decision(), veto);
		}
	}

	@Override
	public void fellBack(ExchangeView<?> exchange, Fallback fallback) {
		if (logger.isDebugEnabled()) {
			logger.debug("{}: falls back to a {} after {} attempt(s)", exchange.request(), fallback.id(),
					exchange.attempts().count());
		}
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		ProxyError error = outcome.error();
		boolean lost = outcome.result() == Result.FAILED || outcome.result() == Result.ABORTED;
		boolean refused = error != null && error.type() == ErrorType.OVERLOADED;
		if (lost && error != null && !refused && error.source() != ErrorSource.DOWNSTREAM) {
			logger.error("{}: {} with status {} after {} attempt(s): {}", exchange.request(),
					(outcome.result() == Result.FAILED) ? "failed" : "broken off", outcome.status(),
					exchange.attempts().count(), error.type());
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("{}: {} with status {} after {} attempt(s)", exchange.request(), outcome.result(),
					outcome.status(), exchange.attempts().count());
		}
	}

}
