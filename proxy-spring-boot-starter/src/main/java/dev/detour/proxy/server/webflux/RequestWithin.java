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

package dev.detour.proxy.server.webflux;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.ProxyRequest;

/**
 * A request to an application below a path of its own, as the router sees it.
 *
 * @param request the request
 * @param path the path within the application
 */
record RequestWithin(ProxyRequest request, String path) implements ProxyRequest {

	@Override
	public String method() {
		return this.request.method();
	}

	@Override
	public String target() {
		return this.request.target();
	}

	@Override
	public String protocol() {
		return this.request.protocol();
	}

	@Override
	public String scheme() {
		return this.request.scheme();
	}

	@Override
	public String host() {
		return this.request.host();
	}

	@Override
	public Headers headers() {
		return this.request.headers();
	}

	@Override
	public @Nullable InetSocketAddress remoteAddress() {
		return this.request.remoteAddress();
	}

	@Override
	public boolean hasBody() {
		return this.request.hasBody();
	}

}
