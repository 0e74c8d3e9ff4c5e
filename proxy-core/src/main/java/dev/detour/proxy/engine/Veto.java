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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision.Retry;
import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.policy.AttemptLimit;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * The facts on which a retry may be refused. User code asks, this grants.
 */
final class Veto {

	/**
	 * The longest wait before an attempt. Without a limit of its own the exchange would
	 * go on for as long as user code likes.
	 */
	private static final Duration MAX_DELAY = Duration.ofHours(1);

	private final FailoverPolicy policy;

	private final boolean idempotent;

	private final long startedAt;

	private boolean connected;

	private boolean processed;

	private boolean vouched;

	private boolean bodyReplayable = true;

	private boolean clientGone;

	private boolean committed;

	private boolean staleTryUsed;

	Veto(FailoverPolicy policy, boolean idempotent, long startedAt) {
		this.policy = policy;
		this.idempotent = idempotent;
		this.startedAt = startedAt;
	}

	/**
	 * Tells the budget that there is an exchange.
	 * @param now the time
	 */
	void firstAttempt(long now) {
		this.policy.budget().exchangeStarted(now);
	}

	/**
	 * Returns how long an attempt may take.
	 * @param number the number of the attempt
	 * @param now the time
	 * @return the limits
	 */
	AttemptLimit limit(int number, long now) {
		return this.policy.attemptTimeout().forAttempt(number, this.policy.maxAttempts(), left(now));
	}

	void connected() {
		this.connected = true;
	}

	void bodyNotReplayable() {
		this.bodyReplayable = false;
	}

	/**
	 * Returns whether content was sent of which no complete copy is left. Before the
	 * first connection no content can have been sent.
	 * @return {@code true} if the request cannot be sent again
	 */
	boolean isContentLost() {
		return this.connected && !this.bodyReplayable;
	}

	void committed() {
		this.committed = true;
	}

	boolean isCommitted() {
		return this.committed;
	}

	void clientGone() {
		this.clientGone = true;
	}

	boolean isClientGone() {
		return this.clientGone;
	}

	/**
	 * Finds the first reason against a retry. An override vouches for one more delivery,
	 * and lasts until an attempt may have made it. The budget is asked last, so that a
	 * retry refused for another reason takes nothing out of it.
	 * @param retry what is asked for
	 * @param error the failure
	 * @param attempts the attempts that were started
	 * @param now the time
	 * @return the reason, or {@code null} if the retry is granted
	 */
	@Nullable VetoReason against(Retry retry, ProxyError error, int attempts, long now) {
		boolean charged = error.delivery().mayHaveBeenProcessed();
		this.processed |= charged;
		this.vouched &= !charged;
		if (this.committed) {
			return VetoReason.COMMITTED;
		}
		if (this.clientGone) {
			return VetoReason.CLIENT_GONE;
		}
		if (this.policy.shuttingDown().getAsBoolean()) {
			return VetoReason.SHUTTING_DOWN;
		}
		boolean vouched = this.vouched || retry.overridesIdempotency();
		if (this.processed && !this.idempotent && !vouched) {
			return VetoReason.NOT_IDEMPOTENT;
		}
		if (isContentLost()) {
			return VetoReason.BODY_NOT_REPLAYABLE;
		}
		if (attempts >= this.policy.maxAttempts()) {
			return VetoReason.ATTEMPTS_EXHAUSTED;
		}
		if (isPastDeadline(retry.delay(), now)) {
			return VetoReason.DEADLINE;
		}
		if (charged && !this.policy.budget().tryAcquire(now)) {
			return VetoReason.BUDGET_EXHAUSTED;
		}
		this.vouched = vouched;
		return null;
	}

	/**
	 * Finds what has come up against a granted retry while it waited.
	 * @param now the time
	 * @return the reason, or {@code null} if the attempt may start
	 */
	@Nullable VetoReason againstStart(long now) {
		if (this.policy.shuttingDown().getAsBoolean()) {
			return VetoReason.SHUTTING_DOWN;
		}
		if (isContentLost()) {
			return VetoReason.BODY_NOT_REPLAYABLE;
		}
		return isPastDeadline(Duration.ZERO, now) ? VetoReason.DEADLINE : null;
	}

	/**
	 * Finds the first reason against an attempt beside one that was sent, or is about to
	 * be. Nobody vouches for that. The budget is asked separately, once nothing else can
	 * come between.
	 * @param contentWhole whether there is a copy of all content
	 * @param attempts the attempts that were started
	 * @param now the time
	 * @return the reason, or {@code null} if nothing speaks against it
	 */
	@Nullable VetoReason againstHedge(boolean contentWhole, int attempts, long now) {
		if (this.policy.shuttingDown().getAsBoolean()) {
			return VetoReason.SHUTTING_DOWN;
		}
		if (!this.idempotent) {
			return VetoReason.NOT_IDEMPOTENT;
		}
		if (!contentWhole || !this.bodyReplayable) {
			return VetoReason.BODY_NOT_REPLAYABLE;
		}
		if (attempts >= this.policy.maxAttempts()) {
			return VetoReason.ATTEMPTS_EXHAUSTED;
		}
		return isPastDeadline(Duration.ZERO, now) ? VetoReason.DEADLINE : null;
	}

	boolean takesFromBudget(long now) {
		return this.policy.budget().tryAcquire(now);
	}

	/**
	 * Grants, once in an exchange, that the attempt is repeated at once on a new
	 * connection: its pooled connection turned out stale, or the peer wants to be spoken
	 * to in another version of HTTP.
	 * @param error the failure
	 * @param now the time
	 * @return {@code true} if it is granted
	 */
	boolean grantsStaleTry(ProxyError error, long now) {
		boolean safe = this.idempotent || !error.delivery().mayHaveBeenProcessed();
		boolean wrongConnection = error.isStaleConnection() || error.isVersionRefused();
		boolean granted = wrongConnection && safe && !isContentLost() && !this.staleTryUsed && !this.clientGone
				&& !this.committed && !isPastDeadline(Duration.ZERO, now);
		this.staleTryUsed |= granted;
		return granted;
	}

	/**
	 * Returns which connection an attempt may use.
	 * @return {@link ConnectionChoice#RECENT} for a request whose failure on a stale
	 * connection could not be repaired
	 */
	ConnectionChoice connectionChoice() {
		return this.idempotent ? ConnectionChoice.ANY : ConnectionChoice.RECENT;
	}

	private boolean isPastDeadline(Duration delay, long now) {
		Duration left = left(now);
		return delay.compareTo(MAX_DELAY) > 0
				|| (left != null && delay.plus(this.policy.attemptTimeout().minimum()).compareTo(left) >= 0);
	}

	private @Nullable Duration left(long now) {
		Duration timeout = this.policy.timeout();
		return (timeout != null) ? timeout.minusNanos(now - this.startedAt) : null;
	}

}
