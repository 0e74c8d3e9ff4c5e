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

package dev.detour.proxy.peer;

import org.jspecify.annotations.Nullable;

/**
 * Everything that makes a connection what it is. Connections are shared between peers
 * whose keys are equal, and only between those.
 *
 * @param address the peer's address
 * @param tls how the connection is secured, or {@code null} if it is not
 * @param localAddress the local IP literal to connect from, or {@code null} for any
 * @since 0.1.0
 */
public record ConnectionKey(PeerAddress address, @Nullable PeerTls tls, @Nullable String localAddress) {

	/**
	 * Returns the name for which the certificate must be.
	 * @return the server name if one is set, else the host
	 */
	public String serverName() {
		return (this.tls != null && this.tls.sni() != null) ? this.tls.sni() : this.address.host();
	}

}
