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

import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.accesslog.TraceIds;
import dev.detour.proxy.accesslog.TraceParent;
import dev.detour.proxy.event.ExchangeView;

/**
 * Takes the trace id from the span of an exchange, and from the client's request if there
 * is none.
 *
 * @since 0.1.0
 */
public final class ObservedTraceIds implements TraceIds {

	@Override
	public @Nullable String traceId(ExchangeView<?> exchange) {
		ProxyExchangeContext context = ExchangeObservations.contextOf(exchange);
		TracingContext tracing = (context != null) ? context.get(TracingContext.class) : null;
		Span span = (tracing != null) ? tracing.getSpan() : null;
		return (span != null) ? span.context().traceId() : TraceParent.INSTANCE.traceId(exchange);
	}

}
