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

package dev.detour.proxy.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Recognises gRPC, which exists over HTTP/2 only.
 */
final class Grpc {

	private static final String CONTENT_TYPE = "application/grpc";

	private Grpc() {
	}

	static boolean isRequest(HttpRequest request) {
		@Nullable String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
		return type != null && type.regionMatches(true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length())
				&& !type.regionMatches(true, CONTENT_TYPE.length(), "-web", 0, 4);
	}

}
