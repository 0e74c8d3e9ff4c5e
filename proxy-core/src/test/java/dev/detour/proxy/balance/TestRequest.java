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

package dev.detour.proxy.balance;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.ProxyRequest;

/**
 * A request with fields.
 *
 * @param headers the fields
 * @param scheme the scheme
 * @param remoteAddress the client's address
 */
record TestRequest(Headers headers, String scheme, @Nullable InetSocketAddress remoteAddress) implements ProxyRequest {

	TestRequest(String... fields) {
		this(fields(fields), "http", null);
	}

	static Headers fields(String... fields) {
		MutableHeaders headers = Headers.create();
		for (int i = 0; i < fields.length; i += 2) {
			headers.add(fields[i], fields[i + 1]);
		}
		return headers;
	}

	@Override
	public String method() {
		return "GET";
	}

	@Override
	public String target() {
		return "/path?query";
	}

	@Override
	public String protocol() {
		return "HTTP/1.1";
	}

	@Override
	public String host() {
		return "localhost";
	}

	@Override
	public boolean hasBody() {
		return false;
	}

}
