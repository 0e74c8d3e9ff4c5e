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

package dev.detour.proxy.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

import dev.detour.proxy.accesslog.AccessLogFormat;
import dev.detour.proxy.accesslog.Redaction;

/**
 * Properties of the access log.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("proxy.access-log")
public class ProxyAccessLogProperties {

	/**
	 * Whether to write a line for every exchange to the logger "detour.access".
	 */
	private boolean enabled;

	/**
	 * Format of the lines.
	 */
	private AccessLogFormat format = AccessLogFormat.EXTENDED;

	/**
	 * Maximum number of lines that wait to be written. Further ones are dropped, counted,
	 * and reported.
	 */
	private int queueSize = 8192;

	/**
	 * Comma-separated list of header fields of the request to write. Not in the combined
	 * format.
	 */
	private List<String> requestHeaders = new ArrayList<>();

	/**
	 * Comma-separated list of query parameters whose values are not written.
	 */
	private List<String> redactedParameters = new ArrayList<>(Redaction.DEFAULT_PARAMETERS);

	/**
	 * Comma-separated list of header fields whose values are not written.
	 */
	private List<String> redactedHeaders = new ArrayList<>(Redaction.DEFAULT_FIELDS);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public AccessLogFormat getFormat() {
		return this.format;
	}

	public void setFormat(AccessLogFormat format) {
		this.format = format;
	}

	public int getQueueSize() {
		return this.queueSize;
	}

	public void setQueueSize(int queueSize) {
		this.queueSize = queueSize;
	}

	public List<String> getRequestHeaders() {
		return this.requestHeaders;
	}

	public void setRequestHeaders(List<String> requestHeaders) {
		this.requestHeaders = requestHeaders;
	}

	public List<String> getRedactedParameters() {
		return this.redactedParameters;
	}

	public void setRedactedParameters(List<String> redactedParameters) {
		this.redactedParameters = redactedParameters;
	}

	public List<String> getRedactedHeaders() {
		return this.redactedHeaders;
	}

	public void setRedactedHeaders(List<String> redactedHeaders) {
		this.redactedHeaders = redactedHeaders;
	}

}
