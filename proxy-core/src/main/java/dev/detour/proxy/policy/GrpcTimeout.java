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
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The value of the field {@code grpc-timeout} (gRPC over HTTP/2: at most eight digits and
 * a unit): how long a client waits for all of its call.
 *
 * @since 0.1.0
 */
public final class GrpcTimeout {

	private static final int MAX_DIGITS = 8;

	private static final long MAX_VALUE = 99_999_999;

	private GrpcTimeout() {
	}

	/**
	 * Reads a value.
	 * @param value the value of the field, such as {@code 1500m}
	 * @return the time, which may be zero; {@code null} if the value is malformed
	 */
	public static @Nullable Duration parse(String value) {
		int digits = value.length() - 1;
		if (digits < 1 || digits > MAX_DIGITS) {
			return null;
		}
		long number = 0;
		for (int i = 0; i < digits; i++) {
			int digit = value.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return null;
			}
			number = number * 10 + digit;
		}
		return switch (value.charAt(digits)) {
			case 'H' -> Duration.ofHours(number);
			case 'M' -> Duration.ofMinutes(number);
			case 'S' -> Duration.ofSeconds(number);
			case 'm' -> Duration.ofMillis(number);
			case 'u' -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(number));
			case 'n' -> Duration.ofNanos(number);
			default -> null;
		};
	}

	/**
	 * Writes a value, in the smallest unit in which it fits. What that cannot express is
	 * cut off, so that a timeout never grows.
	 * @param timeout the time; what is not positive becomes a nanosecond, since there is
	 * no other value for it
	 * @return the value of the field
	 */
	public static String format(Duration timeout) {
		if (timeout.isZero() || timeout.isNegative()) {
			return "1n";
		}
		if (timeout.compareTo(Duration.ofSeconds(MAX_VALUE)) > 0) {
			return (timeout.toMinutes() <= MAX_VALUE) ? timeout.toMinutes() + "M"
					: Math.min(timeout.toHours(), MAX_VALUE) + "H";
		}
		if (timeout.compareTo(Duration.ofMillis(MAX_VALUE)) > 0) {
			return timeout.toSeconds() + "S";
		}
		long nanos = timeout.toNanos();
		if (nanos <= MAX_VALUE) {
			return nanos + "n";
		}
		long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
		return (micros <= MAX_VALUE) ? micros + "u" : TimeUnit.NANOSECONDS.toMillis(nanos) + "m";
	}

}
