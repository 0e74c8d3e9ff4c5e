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

package dev.detour.proxy.event;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ProxyError;

/**
 * How an exchange ended.
 *
 * @param result what the client got
 * @param status the status that the client got; 499 if it left before it got one
 * @param error the last error, or {@code null} if none was left unresolved
 * @since 0.1.0
 */
public record ExchangeOutcome(Result result, int status, @Nullable ProxyError error) {

	/**
	 * What the client got.
	 */
	public enum Result {

		/**
		 * The response of a peer, whole.
		 */
		RELAYED,

		/**
		 * A response that the handler made on purpose.
		 */
		ANSWERED,

		/**
		 * An error page.
		 */
		FAILED,

		/**
		 * A response that broke off after its head had gone downstream.
		 */
		ABORTED,

		/**
		 * Nothing, or part of a response: the client left.
		 */
		CLIENT_GONE;

		private final String id = name().toLowerCase(Locale.ROOT);

		/**
		 * Returns the name in metrics and logs.
		 * @return the name, such as {@code client_gone}
		 */
		public String id() {
			return this.id;
		}

	}

}
