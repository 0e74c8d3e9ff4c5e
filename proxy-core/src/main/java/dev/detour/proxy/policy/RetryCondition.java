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

package dev.detour.proxy.policy;

import java.util.Locale;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorSource;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;

/**
 * A kind of failure after which another attempt may help.
 *
 * @since 0.1.0
 */
public enum RetryCondition {

	/**
	 * There was no connection: it could not be made, secured, or had from the pool.
	 */
	CONNECT_FAILURE {

		@Override
		public boolean matches(ProxyError error) {
			return error.delivery() == Delivery.NOT_SENT && !error.isStaleConnection()
					&& (error.source() == ErrorSource.UPSTREAM || error.type() == ErrorType.POOL_EXHAUSTED);
		}

	},

	/**
	 * A pooled connection was stale, and so was the immediate try, or there was none.
	 */
	STALE {

		@Override
		public boolean matches(ProxyError error) {
			return error.isStaleConnection();
		}

	},

	/**
	 * The connection or stream was closed or reset before the response.
	 */
	RESET {

		@Override
		public boolean matches(ProxyError error) {
			return !error.isStaleConnection() && switch (error.type()) {
				case CONNECTION_CLOSED, CONNECTION_RESET, H2_RESET -> true;
				default -> false;
			};
		}

	},

	/**
	 * The peer proved that it did not process the request.
	 */
	REFUSED {

		@Override
		public boolean matches(ProxyError error) {
			return error.delivery() == Delivery.REFUSED;
		}

	},

	/**
	 * The peer took too long to take the request or to respond.
	 */
	TIMEOUT {

		@Override
		public boolean matches(ProxyError error) {
			return error.type() == ErrorType.READ_TIMEOUT || error.type() == ErrorType.WRITE_TIMEOUT;
		}

	},

	/**
	 * What the peer sent is not a response.
	 */
	INVALID_RESPONSE {

		@Override
		public boolean matches(ProxyError error) {
			return error.type() == ErrorType.INVALID_RESPONSE;
		}

	};

	private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Returns the name of the condition in configuration.
	 * @return the name, such as {@code connect-failure}
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns whether a failure is of this kind.
	 * @param error the failure
	 * @return {@code true} if it is
	 */
	public abstract boolean matches(ProxyError error);

}
