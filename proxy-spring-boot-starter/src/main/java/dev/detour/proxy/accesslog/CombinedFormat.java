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

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Formats as web servers do: client, time, request, status, size, referer, user agent.
 */
final class CombinedFormat implements LineFormat {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
		.withZone(ZoneId.systemDefault());

	private final Redaction redaction;

	CombinedFormat(Redaction redaction) {
		this.redaction = redaction;
	}

	@Override
	public String format(AccessLogEntry entry) {
		Line line = new Line();
		append(entry, line);
		return line.toString();
	}

	void append(AccessLogEntry entry, Line line) {
		AccessLogEntry.Request request = entry.request();
		line.token(request.client()).literal(" - - [").literal(TIME.format(entry.time())).literal("] \"");
		line.escaped(request.method())
			.literal(" ")
			.escaped(this.redaction.uri(request.target()))
			.literal(" ")
			.escaped(request.protocol());
		line.literal("\" ").number(entry.outcome().status()).literal(" ").number(entry.sent()).literal(" ");
		line.quoted((entry.referer() != null) ? this.redaction.uri(entry.referer()) : null);
		line.literal(" ").quoted(entry.userAgent());
	}

}
