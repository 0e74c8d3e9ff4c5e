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

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ProxyError;

/**
 * What an exchange waits for: the answer to its last step.
 */
enum State {

	NEW, REQUESTED, CHOOSING, CONNECTING, EXCHANGING, JUDGING, RELAYING, DECIDING, PAUSING, GIVING_UP, REPLYING, ENDED;

	/**
	 * Returns the state after a step.
	 * @param step the step
	 * @return the state; this one after {@link Step.Plain#NONE}
	 */
	State after(Step step) {
		if (step instanceof Step.Plain plain) {
			return switch (plain) {
				case NONE -> this;
				case ASK_REQUEST -> REQUESTED;
				case ASK_PEER -> CHOOSING;
				case SEND -> EXCHANGING;
				case ASK_RESPONSE -> JUDGING;
				case RELAY -> RELAYING;
			};
		}
		if (step instanceof Step.Connect) {
			return CONNECTING;
		}
		if (step instanceof Step.AskFailure) {
			return DECIDING;
		}
		if (step instanceof Step.Pause) {
			return PAUSING;
		}
		if (step instanceof Step.AskGiveUp) {
			return GIVING_UP;
		}
		return (step instanceof Step.Reply) ? REPLYING : ENDED;
	}

	/**
	 * Returns whether an attempt is under way.
	 * @return {@code true} if one is
	 */
	boolean hasAttempt() {
		return this == CONNECTING || this == EXCHANGING || this == JUDGING || this == RELAYING;
	}

	/**
	 * Returns whether nothing can come between the exchange and its end any more.
	 * @return {@code true} from the error page on
	 */
	boolean isEnding() {
		return this == GIVING_UP || this == REPLYING || this == ENDED;
	}

	/**
	 * Corrects the delivery of a failure where this state proves another.
	 * @param failure the failure
	 * @return the failure as it is known in this state
	 */
	ProxyError correct(ProxyError failure) {
		return switch (this) {
			case CONNECTING -> failure.withDelivery(Delivery.NOT_SENT);
			case EXCHANGING ->
				(failure.delivery() == Delivery.COMMITTED) ? failure.withDelivery(Delivery.SENT) : failure;
			case JUDGING -> failure.withDelivery(Delivery.RESPONDING);
			case RELAYING -> failure.withDelivery(Delivery.COMMITTED);
			default -> failure;
		};
	}

}
