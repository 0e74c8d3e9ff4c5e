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

package dev.detour.proxy.autoconfigure.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Copies of requests that another group gets.
 *
 * @since 0.1.0
 */
public class MirrorProperties {

	/**
	 * Name of the group that gets copies of requests. No copies by default.
	 */
	private @Nullable String group;

	/**
	 * Percentage of the requests that are mirrored, from 0 to 100.
	 */
	private double percentage = 100;

	/**
	 * Comma-separated list of methods of the requests that are mirrored.
	 */
	private List<String> methods = new ArrayList<>(List.of("GET", "HEAD", "OPTIONS"));

	/**
	 * What decides whether a request is mirrored, the same for the same value:
	 * "header:name", "cookie:name", "path", or "client-address". Chance by default.
	 */
	private @Nullable String hashKey;

	/**
	 * Maximum number of mirrored requests of this route that are under way at the same
	 * time. Further ones are dropped.
	 */
	private int maxConcurrent = 100;

	/**
	 * Maximum size of the content of one request that waits until the peer takes it. The
	 * copy of a request that goes past it is dropped.
	 */
	private DataSize maxBufferSize = DataSize.ofKilobytes(64);

	/**
	 * Maximum size of the content of a response to a mirrored request. A longer one is
	 * cut off.
	 */
	private DataSize maxResponseSize = DataSize.ofMegabytes(1);

	/**
	 * Time from the end of a request to the end of the response to its copy.
	 */
	private Duration timeout = Duration.ofSeconds(15);

	public @Nullable String getGroup() {
		return this.group;
	}

	public void setGroup(@Nullable String group) {
		this.group = group;
	}

	public double getPercentage() {
		return this.percentage;
	}

	public void setPercentage(double percentage) {
		this.percentage = percentage;
	}

	public List<String> getMethods() {
		return this.methods;
	}

	public void setMethods(List<String> methods) {
		this.methods = methods;
	}

	public @Nullable String getHashKey() {
		return this.hashKey;
	}

	public void setHashKey(@Nullable String hashKey) {
		this.hashKey = hashKey;
	}

	public int getMaxConcurrent() {
		return this.maxConcurrent;
	}

	public void setMaxConcurrent(int maxConcurrent) {
		this.maxConcurrent = maxConcurrent;
	}

	public DataSize getMaxBufferSize() {
		return this.maxBufferSize;
	}

	public void setMaxBufferSize(DataSize maxBufferSize) {
		this.maxBufferSize = maxBufferSize;
	}

	public DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(DataSize maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

}
