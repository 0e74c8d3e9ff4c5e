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

import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.AttemptLimit;

/**
 * What an exchange has to do next. Every step but {@link Plain#NONE} is answered by an
 * event of {@link ExchangeEngine}.
 *
 * @since 0.1.0
 */
public sealed interface Step {

	/**
	 * Steps that need no data.
	 */
	enum Plain implements Step {

		/**
		 * Nothing to do.
		 */
		NONE,

		/**
		 * Ask the request hook, then {@link ExchangeEngine#requestAnswered}.
		 */
		ASK_REQUEST,

		/**
		 * Drop the attempt under way, if any, and ask the peer hook, then
		 * {@link ExchangeEngine#peerAnswered}.
		 */
		ASK_PEER,

		/**
		 * Send the request over the connection, then {@link ExchangeEngine#responded}.
		 */
		SEND,

		/**
		 * Ask the response hook, then {@link ExchangeEngine#responseJudged}.
		 */
		ASK_RESPONSE,

		/**
		 * Pass the response on, head first, then
		 * {@link ExchangeEngine#responseCompleted}.
		 */
		RELAY

	}

	/**
	 * Steps that concern two attempts: the leading one, and one beside it. Where another
	 * step drops the attempt under way, it drops both; {@link Plain#RELAY} drops the one
	 * beside.
	 */
	enum Race implements Step {

		/**
		 * Ask the peer hook for another peer, then
		 * {@link dev.detour.proxy.engine.Hedge#peerAnswered}.
		 */
		ASK_PEER,

		/**
		 * Send the request over the connection of the attempt beside the leading one.
		 */
		SEND,

		/**
		 * Drop the attempt beside the leading one.
		 */
		DROP,

		/**
		 * The attempt beside the leading one has a response first. It leads from now on,
		 * and the one that led is beside it. Then as {@link Plain#ASK_RESPONSE}.
		 */
		OVERTAKE,

		/**
		 * Drop the leading attempt. The one beside it leads from now on. If it has a head
		 * already, tell {@link ExchangeEngine#responded}.
		 */
		TAKE_OVER

	}

	/**
	 * Start an attempt beside the leading one, which tells
	 * {@link dev.detour.proxy.engine.Hedge} as long as it does not lead.
	 *
	 * @param peer the peer
	 * @param choice which connection may be used
	 * @param limit how long the attempt may take; when it is up, the attempt has failed
	 */
	record Hedge(Peer peer, ConnectionChoice choice, AttemptLimit limit) implements Step {

	}

	/**
	 * Drop the attempt under way, if any, and get a connection, then
	 * {@link ExchangeEngine#connected}.
	 *
	 * @param peer the peer
	 * @param choice which connection may be used
	 * @param limit how long the attempt may take; when it is up, the attempt has failed
	 */
	record Connect(Peer peer, ConnectionChoice choice, AttemptLimit limit) implements Step {

	}

	/**
	 * Ask a failure hook, then {@link ExchangeEngine#decided}. If the delivery is
	 * {@link dev.detour.proxy.failure.Delivery#COMMITTED}, break off the response first:
	 * nothing that the hook says can save it.
	 *
	 * @param phase which hook
	 * @param peer the peer of the attempt
	 * @param error what went wrong
	 */
	record AskFailure(Phase phase, Peer peer, ProxyError error) implements Step {

	}

	/**
	 * Drop the attempt under way, if any, and wait, then
	 * {@link ExchangeEngine#pauseOver}.
	 *
	 * @param delay how long
	 */
	record Pause(Duration delay) implements Step {

	}

	/**
	 * Drop the attempt under way, if any, and ask for an error page, then
	 * {@link ExchangeEngine#pageAnswered}.
	 *
	 * @param error the last error
	 */
	record AskGiveUp(ProxyError error) implements Step {

	}

	/**
	 * Drop the attempt under way, if any, and send a response of the gateway, then
	 * {@link ExchangeEngine#replied}.
	 *
	 * @param status the status
	 * @param response the handler's response, or {@code null} for a plain page with the
	 * status
	 */
	record Reply(int status, @Nullable ProxyResponse response) implements Step {

	}

	/**
	 * The exchange is over: drop the attempt under way, if any; break off the response if
	 * the outcome says so; tell the completion hook.
	 *
	 * @param outcome how it ended
	 */
	record End(ExchangeOutcome outcome) implements Step {

	}

}
