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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A group of peers.
 *
 * @param name the name
 * @param panicking whether too few members are healthy
 * @param healthy the number of members that get exchanges
 * @param source where the members come from, or {@code null} if they are named
 * @param peers the members
 * @since 0.1.0
 */
public record GroupDescriptor(String name, boolean panicking, long healthy, @Nullable ManagedSource source,
		List<Member> peers) {

	static GroupDescriptor of(ManagedGroup group) {
		List<ManagedPeer> peers = group.peers();
		long healthy = peers.stream().filter((peer) -> peer.condition().isHealthy()).count();
		return new GroupDescriptor(group.name(), group.isPanicking(), healthy, group.source(),
				peers.stream().map(Member::of).toList());
	}

	/**
	 * A member of a group.
	 *
	 * @param id its name in the group
	 * @param address host and port, as in meters
	 * @param condition how it is doing, as the group sees it
	 * @param reason why it is not up, or {@code null}
	 * @param inFlight the attempts under way that the group knows of
	 * @param weight its share of the group
	 * @param priority its tier in the group
	 */
	public record Member(String id, String address, String condition, @Nullable String reason, int inFlight, int weight,
			int priority) {

		private static Member of(ManagedPeer peer) {
			return new Member(peer.id(), peer.address(), peer.condition().id(), peer.reason(), peer.inFlight(),
					peer.weight(), peer.priority());
		}

	}

}
