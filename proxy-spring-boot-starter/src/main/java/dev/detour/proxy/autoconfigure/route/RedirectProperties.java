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
 * Redirect that is given without asking a peer.
 *
 * @since 0.1.0
 */
public class RedirectProperties {

	/**
	 * Where to go, with "{target}" for path and query, and "{host}" for the host, of the
	 * request.
	 */
	private @Nullable String location;

	/**
	 * Status of the response.
	 */
	private int status = 302;

	public @Nullable String getLocation() {
		return this.location;
	}

	public void setLocation(@Nullable String location) {
		this.location = location;
	}

	public int getStatus() {
		return this.status;
	}

	public void setStatus(int status) {
		this.status = status;
	}

}
