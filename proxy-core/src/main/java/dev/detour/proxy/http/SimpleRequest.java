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

package dev.detour.proxy.http;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * A request that came from no network.
 *
 * @param method the method
 * @param target the target
 * @param host the host
 * @param headers the fields
 * @param hasBody whether there is content
 */
record SimpleRequest(String method, String target, String host, Headers headers,
		boolean hasBody) implements ProxyRequest {

	@Override
	public String protocol() {
		return "HTTP/1.1";
	}

	@Override
	public String scheme() {
		return "http";
	}

	@Override
	public @Nullable InetSocketAddress remoteAddress() {
		return null;
	}

}
