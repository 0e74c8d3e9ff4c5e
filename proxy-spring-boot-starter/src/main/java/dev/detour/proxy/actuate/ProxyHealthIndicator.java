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

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of the gateway. It is up as long as it works itself: peers that are down are
 * details, since taking the gateway out of rotation would help nobody. In strict mode it
 * is down if a group has no healthy peer.
 *
 * @since 0.1.0
 */
public final class ProxyHealthIndicator extends AbstractHealthIndicator {

	private final ManagedGroups groups;

	private final Strictness strictness;

	/**
	 * Creates the indicator.
	 * @param groups knows the groups of peers
	 * @param strictness what a group without a healthy peer means
	 */
	public ProxyHealthIndicator(ManagedGroups groups, Strictness strictness) {
		super("Health check of the gateway failed");
		this.groups = groups;
		this.strictness = strictness;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, Object> groups = new LinkedHashMap<>();
		boolean down = false;
		for (ManagedGroup group : this.groups.groups()) {
			GroupDescriptor descriptor = GroupDescriptor.of(group);
			Map<String, String> peers = new LinkedHashMap<>();
			descriptor.peers().forEach((peer) -> peers.put(peer.id(), peer.condition()));
			groups.put(descriptor.name(), Map.of("healthy", descriptor.healthy(), "peers", peers));
			down |= descriptor.healthy() == 0 && this.strictness == Strictness.STRICT;
		}
		builder.status(down ? Status.DOWN : Status.UP).withDetail("groups", groups);
	}

	/**
	 * What a group without a healthy peer means.
	 */
	public enum Strictness {

		/**
		 * A detail.
		 */
		LENIENT,

		/**
		 * The gateway is down.
		 */
		STRICT

	}

}
