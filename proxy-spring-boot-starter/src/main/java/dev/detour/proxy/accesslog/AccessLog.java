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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;

/**
 * Writes one line for every exchange to the logger {@value #LOGGER}, at INFO. The event
 * loop only takes down the facts; a thread of the log formats and writes them. If it
 * cannot keep up, lines are dropped, counted, and reported.
 *
 * @since 0.1.0
 */
public final class AccessLog implements ExchangeListener, AutoCloseable {

	/**
	 * Name of the logger.
	 */
	public static final String LOGGER = "detour.access";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	private final List<String> fields;

	private final TraceIds traceIds;

	private final LineWriter<AccessLogEntry> writer;

	/**
	 * Creates the log, and starts its thread.
	 * @param format the format of lines
	 * @param redaction what to leave out
	 * @param fields header fields of the request to write
	 * @param queueSize the number of lines that may wait to be written
	 * @param traceIds knows the traces of exchanges
	 */
	public AccessLog(AccessLogFormat format, Redaction redaction, List<String> fields, int queueSize,
			TraceIds traceIds) {
		LineFormat lines = format.lines(redaction);
		this.fields = List.copyOf(fields);
		this.traceIds = traceIds;
		this.writer = new LineWriter<>("detour-access-log", queueSize, (entry) -> logger.info(lines.format(entry)));
	}

	@Override
	public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
		if (logger.isInfoEnabled()) {
			@Nullable String traceId = this.traceIds.traceId(exchange);
			this.writer.write(AccessLogEntry.of(exchange, outcome, this.fields, traceId));
		}
	}

	/**
	 * Returns how many lines were dropped.
	 * @return the number of lines since the start
	 */
	public long dropped() {
		return this.writer.dropped();
	}

	/**
	 * Writes what waits, for up to two seconds.
	 */
	@Override
	public void close() {
		this.writer.close();
	}

}
