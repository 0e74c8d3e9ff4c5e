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

package dev.detour.proxy.actuate;

/**
 * How long a peer took to begin its responses lately, connecting included.
 *
 * @param count the number of responses in the last 30 to 60 seconds
 * @param p50Ms the median in milliseconds, as all the following at most 7 % off
 * @param p90Ms the 90th percentile
 * @param p99Ms the 99th percentile
 * @since 0.1.0
 */
public record LatencyDescriptor(long count, double p50Ms, double p90Ms, double p99Ms) {

}
