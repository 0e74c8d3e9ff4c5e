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

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.ProxyRequest;

/**
 * A request with a method and fields of choice.
 *
 * @param method the method
 * @param headers the fields
 */
record TestRequest(String method, Headers headers) implements ProxyRequest {

	@Override
	public String target() {
		return "/";
	}

	@Override
	public String protocol() {
		return "HTTP/1.1";
	}

	@Override
	public String scheme() {
		return "http";
	}

	@Override
	public String host() {
		return "localhost";
	}

	@Override
	public @Nullable InetSocketAddress remoteAddress() {
		return null;
	}

	@Override
	public boolean hasBody() {
		return true;
	}

}
