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

import java.util.function.Function;

/**
 * Formats of the access log.
 *
 * @since 0.1.0
 */
public enum AccessLogFormat {

	/**
	 * The combined format of web servers.
	 */
	COMBINED(CombinedFormat::new),

	/**
	 * The combined format, followed by what happened in the gateway.
	 */
	EXTENDED(ExtendedFormat::new),

	/**
	 * One JSON object (RFC 8259) for each line.
	 */
	JSON(JsonFormat::new);

	private final Function<Redaction, LineFormat> factory;

	AccessLogFormat(Function<Redaction, LineFormat> factory) {
		this.factory = factory;
	}

	LineFormat lines(Redaction redaction) {
		return this.factory.apply(redaction);
	}

}
