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

package dev.detour.proxy.metrics;

/**
 * The class of a status: its first digit (RFC 9110 section 15).
 */
final class StatusClass {

	static final int COUNT = 6;

	private static final String[] NAMES = { ProxyMeters.NONE, "1xx", "2xx", "3xx", "4xx", "5xx" };

	private StatusClass() {
	}

	static int of(int status) {
		int hundreds = status / 100;
		return (hundreds < COUNT) ? hundreds : 0;
	}

	static String name(int statusClass) {
		return NAMES[statusClass];
	}

}
