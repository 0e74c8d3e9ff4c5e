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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.peer.PeerTls;

/**
 * Warns of what handlers do that is unsafe, when they do it for the first time: a peer
 * that is not verified, a repetition of a request that is not idempotent.
 *
 * @since 0.1.0
 */
public final class UnsafeUseLog implements ExchangeListener {

	/**
	 * The most warnings of a kind: after that many, one more says nothing new.
	 */
	private static final int LIMIT = 100;

	private static final Logger logger = LoggerFactory.getLogger(UnsafeUseLog.class);

	private final Set<PeerAddress> peers = ConcurrentHashMap.newKeySet();

	private final Set<String> handlers = ConcurrentHashMap.newKeySet();

	@Override
	public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
		PeerTls tls = attempt.peer().connectionKey().tls();
		if (tls == null || (tls.verifyCertificate() && tls.verifyHostname())) {
			return;
		}
		PeerAddress peer = attempt.peer().address();
		if (isFirst(this.peers, peer)) {
			logger.warn(
					"Handler '{}' does not verify the {} of peer {}: whoever is in between can read and change "
							+ "everything. Trust its certificate by an SSL bundle instead",
					exchange.handler(), tls.verifyCertificate() ? "name" : "certificate", peer);
		}
	}

	@Override
	public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
		boolean overridden = verdict.isGranted() && verdict.decision() instanceof Retry retry
				&& retry.overridesIdempotency() && error.delivery().mayHaveBeenProcessed()
				&& !exchange.request().isIdempotent();
		if (overridden && isFirst(this.handlers, exchange.handler())) {
			logger.warn(
					"Handler '{}' repeats requests that are not idempotent ({}), by 'evenIfNotIdempotent' or "
							+ "'repeatable-methods': " + "peers must recognise a request that they have seen",
					exchange.handler(), exchange.request().method());
		}
	}

	private static <T> boolean isFirst(Set<T> known, T value) {
		return !known.contains(value) && known.size() < LIMIT && known.add(value);
	}

}
