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

package dev.detour.proxy.autoconfigure.route;

import org.jspecify.annotations.Nullable;

/**
 * Peers from Spring Cloud's discovery.
 *
 * @since 0.1.0
 */
public class DiscoveryProperties {

	/**
	 * Name of the service whose instances are the peers.
	 */
	private @Nullable String service;

	/**
	 * Whether instances are spoken with in plain text ("http") or over TLS ("https"). By
	 * default, as each of them says.
	 */
	private @Nullable PeerScheme scheme;

	public @Nullable String getService() {
		return this.service;
	}

	public void setService(@Nullable String service) {
		this.service = service;
	}

	public @Nullable PeerScheme getScheme() {
		return this.scheme;
	}

	public void setScheme(@Nullable PeerScheme scheme) {
		this.scheme = scheme;
	}

}
