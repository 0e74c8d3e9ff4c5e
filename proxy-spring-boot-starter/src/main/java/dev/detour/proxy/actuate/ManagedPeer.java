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

import org.jspecify.annotations.Nullable;

/**
 * A member of a group, at one moment.
 *
 * @param id its name, other than those of the other members
 * @param address host and port, as in meters
 * @param condition how it is doing, as the group sees it
 * @param reason why it is not up, or {@code null}
 * @param inFlight the attempts under way that the group knows of
 * @param weight its share of the group
 * @param priority its tier in the group
 * @since 0.1.0
 */
public record ManagedPeer(String id, String address, PeerCondition condition, @Nullable String reason, int inFlight,
		int weight, int priority) {

}
