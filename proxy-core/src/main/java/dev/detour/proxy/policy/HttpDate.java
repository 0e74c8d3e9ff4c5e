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

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Dates of HTTP (RFC 9110 section 5.6.7), in all three forms that a recipient must read.
 */
final class HttpDate {

	private static final List<DateTimeFormatter> FORMATS = List.of(
			DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
			new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-")
				.appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
				.appendPattern(" HH:mm:ss 'GMT'")
				.toFormatter(Locale.ENGLISH),
			DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

	private HttpDate() {
	}

	/**
	 * Reads a date.
	 * @param text the text
	 * @return seconds since 1970, or {@code null} if it is no date
	 */
	static @Nullable Long parse(String text) {
		for (DateTimeFormatter format : FORMATS) {
			try {
				return LocalDateTime.parse(text.trim(), format).toEpochSecond(ZoneOffset.UTC);
			}
			catch (DateTimeException ex) {
				// Perhaps the next
			}
		}
		return null;
	}

}
