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

package dev.detour.proxy.handler;

import java.util.Arrays;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;

/**
 * What a hook may have as a parameter.
 */
enum HookParameter {

	CONTEXT(null, HookCall::context),

	REQUEST(ProxyRequest.class, HookCall::request),

	ATTEMPTS(Attempts.class, HookCall::attempts),

	PEER(Peer.class, HookCall::peer),

	ERROR(ProxyError.class, HookCall::error),

	UPSTREAM_REQUEST(UpstreamRequest.class, HookCall::subject),

	UPSTREAM_RESPONSE(UpstreamResponse.class, HookCall::subject),

	BODY_CHUNK(BodyChunk.class, HookCall::subject),

	OUTCOME(ExchangeOutcome.class, HookCall::subject);

	private final @Nullable Class<?> type;

	private final Function<HookCall, @Nullable Object> value;

	HookParameter(@Nullable Class<?> type, Function<HookCall, @Nullable Object> value) {
		this.type = type;
		this.value = value;
	}

	/**
	 * Returns the parameter that has this type.
	 * @param type the type
	 * @return the parameter, or {@code null} if the type is not Detour's own
	 */
	static @Nullable HookParameter of(Class<?> type) {
		return Arrays.stream(values()).filter((parameter) -> parameter.type == type).findFirst().orElse(null);
	}

	@Nullable Object from(HookCall call) {
		return this.value.apply(call);
	}

	@Override
	public String toString() {
		return (this.type != null) ? this.type.getSimpleName() : "the context type";
	}

}
