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

package dev.detour.proxy.policy;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.Headers;

/**
 * What a response says about when it may be asked again: {@code Retry-After} (RFC 9110
 * section 10.2.3), {@code RateLimit-Reset}, and gRPC's {@code grpc-retry-pushback-ms}.
 * Several may be there; the longest wait counts.
 *
 * @param delay how long to wait, zero if nothing is said
 * @param forbidden whether the response forbids to ask again
 * @since 0.1.0
 */
public record PushBack(Duration delay, boolean forbidden) {

	/**
	 * Nothing is said.
	 */
	public static final PushBack NONE = new PushBack(Duration.ZERO, false);

	private static final PushBack FORBIDDEN = new PushBack(Duration.ZERO, true);

	/**
	 * The longest number of digits of a number of seconds that is believed: 31 years.
	 */
	private static final int MAX_DIGITS = 9;

	/**
	 * Reads what a response says. What is malformed says nothing, but for gRPC's field,
	 * which then forbids (gRFC A6).
	 * @param headers the header fields of the response
	 * @return what it says
	 */
	public static PushBack of(Headers headers) {
		String grpc = headers.first("grpc-retry-pushback-ms");
		Duration delay = Duration.ZERO;
		if (grpc != null) {
			Long millis = digits(grpc.trim());
			if (millis == null) {
				return FORBIDDEN;
			}
			delay = Duration.ofMillis(millis);
		}
		delay = longer(delay, retryAfter(headers));
		String reset = headers.first("RateLimit-Reset");
		Long seconds = (reset != null) ? digits(reset.trim()) : null;
		delay = (seconds != null) ? longer(delay, Duration.ofSeconds(seconds)) : delay;
		return delay.isZero() ? NONE : new PushBack(delay, false);
	}

	/**
	 * Reads {@code Retry-After}. A date is taken relative to the response's own
	 * {@code Date}, so that it does not matter whether the clocks agree; without one it
	 * says nothing.
	 * @param headers the header fields of the response
	 * @return how long to wait
	 */
	private static Duration retryAfter(Headers headers) {
		String value = headers.first("Retry-After");
		if (value == null) {
			return Duration.ZERO;
		}
		Long seconds = digits(value.trim());
		if (seconds != null) {
			return Duration.ofSeconds(seconds);
		}
		Long until = HttpDate.parse(value);
		String date = headers.first("Date");
		Long sent = (date != null) ? HttpDate.parse(date) : null;
		return (until != null && sent != null && until > sent) ? Duration.ofSeconds(until - sent) : Duration.ZERO;
	}

	private static @Nullable Long digits(String text) {
		boolean number = !text.isEmpty() && text.length() <= MAX_DIGITS
				&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return number ? Long.valueOf(text) : null;
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) >= 0) ? one : other;
	}

	@Override
	public String toString() {
		return this.forbidden ? "forbidden" : this.delay.toString().toLowerCase(Locale.ROOT);
	}

}
