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
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * The facts on which a retry may be refused. User code asks, this grants.
 */
final class Veto {

	private final FailoverPolicy policy;

	private final boolean idempotent;

	private final long startedAt;

	private boolean bodyReplayable = true;

	private boolean clientGone;

	private boolean committed;

	private boolean staleTryUsed;

	Veto(FailoverPolicy policy, boolean idempotent, long startedAt) {
		this.policy = policy;
		this.idempotent = idempotent;
		this.startedAt = startedAt;
	}

	void bodyNotReplayable() {
		this.bodyReplayable = false;
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
	 * Finds the first reason against a retry. The budget is asked last, so that a retry
	 * refused for another reason takes nothing out of it.
	 * @param retry what is asked for
	 * @param error the failure
	 * @param attempts the attempts that were started
	 * @param now the time
	 * @return the reason, or {@code null} if the retry is granted
	 */
	@Nullable VetoReason against(Retry retry, ProxyError error, int attempts, long now) {
		boolean processed = error.delivery().mayHaveBeenProcessed();
		if (this.committed) {
			return VetoReason.COMMITTED;
		}
		if (this.clientGone) {
			return VetoReason.CLIENT_GONE;
		}
		if (this.policy.shuttingDown().getAsBoolean()) {
			return VetoReason.SHUTTING_DOWN;
		}
		if (processed && !this.idempotent && !retry.overridesIdempotency()) {
			return VetoReason.NOT_IDEMPOTENT;
		}
		if (!this.bodyReplayable) {
			return VetoReason.BODY_NOT_REPLAYABLE;
		}
		if (attempts >= this.policy.maxAttempts()) {
			return VetoReason.ATTEMPTS_EXHAUSTED;
		}
		if (isPastDeadline(retry.delay(), now)) {
			return VetoReason.DEADLINE;
		}
		if (processed && !this.policy.budget().tryAcquire(now)) {
			return VetoReason.BUDGET_EXHAUSTED;
		}
		return null;
	}

	/**
	 * Grants, once in an exchange, that the attempt is repeated at once on a new
	 * connection after its pooled connection turned out stale.
	 * @param error the failure
	 * @param now the time
	 * @return {@code true} if it is granted
	 */
	boolean grantsStaleTry(ProxyError error, long now) {
		boolean safe = this.idempotent || !error.delivery().mayHaveBeenProcessed();
		boolean granted = error.isStaleConnection() && safe && this.bodyReplayable && !this.staleTryUsed
				&& !this.clientGone && !this.committed && !isPastDeadline(Duration.ZERO, now);
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
		Duration timeout = this.policy.timeout();
		if (timeout == null) {
			return false;
		}
		// Compared as durations: a delay may exceed the range of nanoseconds in a long.
		return Duration.ofNanos(now - this.startedAt).plus(delay).compareTo(timeout) >= 0;
	}

}
