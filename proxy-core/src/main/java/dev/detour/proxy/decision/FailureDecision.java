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

package dev.detour.proxy.decision;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;

/**
 * What user code asks for after a failure. The engine grants it only as far as the facts
 * allow, see {@link Verdict}.
 *
 * @since 0.1.0
 */
public sealed interface FailureDecision {

	/**
	 * Asks for another attempt at the peer that the peer hook names next, which may be
	 * the same.
	 * @return the decision
	 */
	static Retry retry() {
		return Retry.NEXT;
	}

	/**
	 * Asks for another attempt at the peer that just failed, without asking the peer
	 * hook.
	 * @return the decision
	 */
	static Retry retrySamePeer() {
		return Retry.SAME;
	}

	/**
	 * Asks for another attempt at this peer, without asking the peer hook.
	 * @param peer the peer
	 * @return the decision
	 */
	static Retry retryOn(Peer peer) {
		Objects.requireNonNull(peer, "'peer' must not be null");
		return new Retry(Retry.Target.GIVEN, peer, Duration.ZERO, false);
	}

	/**
	 * Ends the exchange with this response.
	 * @param response the response
	 * @return the decision
	 */
	static FailureDecision respond(ProxyResponse response) {
		Objects.requireNonNull(response, "'response' must not be null");
		return new Respond(response);
	}

	/**
	 * Ends the exchange with an error page.
	 * @return the decision
	 */
	static FailureDecision giveUp() {
		return GiveUp.INSTANCE;
	}

	/**
	 * Has no opinion: the default policy decides.
	 * @return the decision
	 */
	static FailureDecision defer() {
		return Defer.INSTANCE;
	}

	/**
	 * Returns the name of the kind of decision in metrics and logs.
	 * @return the name, such as {@code retry_same_peer}
	 */
	String id();

	/**
	 * Another attempt.
	 *
	 * @param target which peer is tried
	 * @param peer the peer, if the target is {@link Target#GIVEN}
	 * @param delay how long to wait before
	 * @param overridesIdempotency whether the handler's author vouches for a second
	 * delivery of a request that is not idempotent
	 */
	record Retry(Target target, @Nullable Peer peer, Duration delay,
			boolean overridesIdempotency) implements FailureDecision {

		static final Retry NEXT = new Retry(Target.NEXT, null, Duration.ZERO, false);

		static final Retry SAME = new Retry(Target.SAME, null, Duration.ZERO, false);

		/**
		 * Checks the parts.
		 * @param target which peer is tried
		 * @param peer the peer, if the target is {@link Target#GIVEN}
		 * @param delay how long to wait before
		 * @param overridesIdempotency whether a second delivery is vouched for
		 */
		public Retry {
			if (delay.isNegative()) {
				throw new IllegalArgumentException("'delay' must not be negative, but was " + delay);
			}
			if ((target == Target.GIVEN) != (peer != null)) {
				throw new IllegalArgumentException("'peer' must be given exactly if the target is GIVEN");
			}
		}

		/**
		 * Waits before the attempt.
		 * @param delay how long, not negative; a retry that would wait for more than an
		 * hour is refused
		 * @return a new decision
		 */
		public Retry after(Duration delay) {
			return new Retry(this.target, this.peer, delay, this.overridesIdempotency);
		}

		/**
		 * Vouches for one more delivery of a request that is not idempotent, such as a
		 * POST, though a peer may have acted on it already. It lasts until an attempt may
		 * have made that delivery, and overrides nothing else.
		 * @return a new decision
		 */
		public Retry evenIfNotIdempotent() {
			return new Retry(this.target, this.peer, this.delay, true);
		}

		@Override
		public String id() {
			return switch (this.target) {
				case NEXT -> "retry";
				case SAME -> "retry_same_peer";
				case GIVEN -> "retry_on_peer";
			};
		}

		@Override
		public String toString() {
			String where = switch (this.target) {
				case NEXT -> "retry";
				case SAME -> "retry same peer";
				case GIVEN -> "retry on " + this.peer;
			};
			return where + (this.delay.isZero() ? "" : " after " + this.delay)
					+ (this.overridesIdempotency ? " even if not idempotent" : "");
		}

		/**
		 * Which peer is tried.
		 */
		public enum Target {

			/**
			 * The peer that the peer hook names next.
			 */
			NEXT,

			/**
			 * The peer that just failed.
			 */
			SAME,

			/**
			 * The peer given with the decision.
			 */
			GIVEN

		}

	}

	/**
	 * End with a response of the handler.
	 *
	 * @param response the response
	 */
	record Respond(ProxyResponse response) implements FailureDecision {

		@Override
		public String id() {
			return "respond";
		}

	}

	/**
	 * End with an error page.
	 */
	enum GiveUp implements FailureDecision {

		/**
		 * The only value.
		 */
		INSTANCE;

		@Override
		public String id() {
			return "give_up";
		}

		@Override
		public String toString() {
			return "give up";
		}

	}

	/**
	 * No opinion.
	 */
	enum Defer implements FailureDecision {

		/**
		 * The only value.
		 */
		INSTANCE;

		@Override
		public String id() {
			return "defer";
		}

		@Override
		public String toString() {
			return "defer";
		}

	}

}
