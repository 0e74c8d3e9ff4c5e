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

package dev.detour.proxy.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * All observations of the gateway with their keys. A low-cardinality key without a value
 * is {@code none}.
 *
 * @since 0.1.0
 */
public enum ProxyObservationDocumentation implements ObservationDocumentation {

	/**
	 * An exchange, from the head of the request to the end of the response.
	 */
	EXCHANGE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultProxyExchangeObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Keys.HANDLER, Keys.METHOD, Keys.OUTCOME, Keys.STATUS, Keys.ERROR, Keys.VETO };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Keys.PATH, Keys.ATTEMPTS };
		}

	},

	/**
	 * An attempt, from the choice of the peer to its end.
	 */
	ATTEMPT {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultProxyAttemptObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Keys.HANDLER, Keys.METHOD, Keys.PEER, Keys.STATUS, Keys.ERROR, Keys.DELIVERY,
					Keys.RESEND_COUNT, Keys.STALE_TRY, Keys.HEDGE };
		}

	};

	/**
	 * Names of keys.
	 */
	public enum Keys implements KeyName {

		/**
		 * Name of the handler.
		 */
		HANDLER("handler"),

		/**
		 * Request method.
		 */
		METHOD("http.request.method"),

		/**
		 * How the exchange ended.
		 */
		OUTCOME("outcome"),

		/**
		 * Status of the response.
		 */
		STATUS("http.response.status_code"),

		/**
		 * What went wrong.
		 */
		ERROR("error.type"),

		/**
		 * Why the last retry that was asked for was refused.
		 */
		VETO("proxy.veto"),

		/**
		 * Path of the request, without its query.
		 */
		PATH("url.path"),

		/**
		 * How many attempts there were.
		 */
		ATTEMPTS("proxy.attempts"),

		/**
		 * Address of the peer.
		 */
		PEER("server.address"),

		/**
		 * How much of the request the peer may have seen.
		 */
		DELIVERY("proxy.delivery"),

		/**
		 * How often the request was sent before: 0 for the first attempt.
		 */
		RESEND_COUNT("http.request.resend_count"),

		/**
		 * Whether it is the immediate try after a stale pooled connection.
		 */
		STALE_TRY("proxy.stale_try"),

		/**
		 * Whether it was started beside an attempt that was slow.
		 */
		HEDGE("proxy.hedge");

		private final String name;

		Keys(String name) {
			this.name = name;
		}

		@Override
		public String asString() {
			return this.name;
		}

	}

}
