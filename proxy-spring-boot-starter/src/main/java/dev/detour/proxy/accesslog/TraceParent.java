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

package dev.detour.proxy.accesslog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.event.ExchangeView;

/**
 * Takes the trace id that the client sent (W3C Trace Context section 3.2), for a gateway
 * that does not trace but passes the field on.
 *
 * @since 0.1.0
 */
public enum TraceParent implements TraceIds {

	/**
	 * The only value.
	 */
	INSTANCE;

	private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

	@Override
	public @Nullable String traceId(ExchangeView<?> exchange) {
		String field = exchange.request().headers().first("traceparent");
		if (field == null) {
			return null;
		}
		Matcher matcher = SYNTAX.matcher(field);
		return matcher.matches() ? matcher.group(1) : null;
	}

}
