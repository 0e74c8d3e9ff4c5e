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

import java.util.Set;

import dev.detour.proxy.http.ProxyRequest;

/**
 * Names of request methods of which there are few, whatever clients send: an unknown one
 * is {@code _OTHER}, as OpenTelemetry has it.
 */
final class Methods {

	private static final Set<String> KNOWN = Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST",
			"PUT", "QUERY", "TRACE");

	private Methods() {
	}

	static String name(ProxyRequest request) {
		return KNOWN.contains(request.method()) ? request.method() : "_OTHER";
	}

}
