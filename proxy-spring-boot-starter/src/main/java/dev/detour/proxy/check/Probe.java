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

package dev.detour.proxy.check;

import dev.detour.proxy.http.StatusSet;

/**
 * What a check asks of a peer.
 *
 * @since 0.1.0
 */
public sealed interface Probe {

	/**
	 * No more than that there is a connection, with TLS if the peer has that.
	 */
	record Connection() implements Probe {

	}

	/**
	 * A GET request.
	 *
	 * @param path the path and query that is asked for
	 * @param statuses the statuses with which a check passes
	 */
	record Get(String path, StatusSet statuses) implements Probe {

		/**
		 * Checks the path.
		 * @param path the path and query that is asked for
		 * @param statuses the statuses with which a check passes
		 */
		public Get {
			if (!path.startsWith("/") || path.chars().anyMatch((c) -> c <= ' ' || c >= 0x7f)) {
				throw new IllegalArgumentException(
						"'path' must begin with a slash and be encoded, but was '" + path + "'");
			}
		}

	}

	/**
	 * A call by the health protocol of gRPC, over HTTP/2. A check passes if the answer is
	 * {@code SERVING}.
	 *
	 * @param service the name of the service that is asked about, empty for the server as
	 * a whole
	 */
	record Call(String service) implements Probe {

	}

}
