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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where the peers of a group come from.
 *
 * @param kind the kind of source, such as {@code dns}
 * @param name what is looked up
 * @param lastSuccess when that found peers, or {@code null} if it never has
 * @param failures how many look-ups in a row have found none since
 * @param failure why the latest has not, or {@code null} if it has
 * @since 0.1.0
 */
public record ManagedSource(String kind, String name, @Nullable Instant lastSuccess, int failures,
		@Nullable String failure) {

}
