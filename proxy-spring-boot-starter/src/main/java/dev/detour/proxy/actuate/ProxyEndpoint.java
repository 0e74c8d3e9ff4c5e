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
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import dev.detour.proxy.handler.ProxyHandlerRegistry;

/**
 * Actuator endpoint that describes the gateway, and changes peers of groups if
 * {@code management.endpoint.proxy.access} is {@code unrestricted}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "proxy", defaultAccess = Access.READ_ONLY)
public final class ProxyEndpoint {

	private final ProxyHandlerRegistry handlers;

	private final ManagedGroups groups;

	private final ExchangeHistory history;

	private final Supplier<@Nullable String> mount;

	private final EndpointAccessResolver access;

	/**
	 * Creates the endpoint.
	 * @param handlers knows the handlers
	 * @param groups knows the groups of peers
	 * @param history knows what has happened
	 * @param mount says where proxied paths are mounted, {@code null} until that is
	 * decided
	 * @param access knows what is allowed
	 */
	public ProxyEndpoint(ProxyHandlerRegistry handlers, ManagedGroups groups, ExchangeHistory history,
			Supplier<@Nullable String> mount, EndpointAccessResolver access) {
		this.handlers = handlers;
		this.groups = groups;
		this.history = history;
		this.mount = mount;
		this.access = access;
	}

	/**
	 * Describes the gateway.
	 * @param after only failures with a greater id, all if not given
	 * @return the description
	 */
	@ReadOperation
	public ProxyDescriptor proxy(@Nullable Long after) {
		return new ProxyDescriptor(this.mount.get(), access(), describeHandlers(), describeGroups(),
				this.history.peers(), this.history.traffic(), this.history.failures((after != null) ? after : 0));
	}

	/**
	 * Describes a part of the gateway.
	 * @param part {@code handlers}, {@code groups}, {@code peers}, {@code traffic} or
	 * {@code failures}
	 * @return the part, or {@code null} if there is no such part
	 */
	@Nullable ProxyDescriptor part(String part) {
		return switch (part) {
			case "handlers" -> new ProxyDescriptor(null, null, describeHandlers(), null, null, null, null);
			case "groups" -> ofGroups(describeGroups());
			case "peers" -> new ProxyDescriptor(null, null, null, null, this.history.peers(), null, null);
			case "traffic" -> new ProxyDescriptor(null, null, null, null, null, this.history.traffic(), null);
			case "failures" -> new ProxyDescriptor(null, null, null, null, null, null, this.history.failures(0));
			default -> null;
		};
	}

	/**
	 * Changes what a peer gets from its groups.
	 * @param action what to do
	 * @param peer the id of a member of a group, or its address
	 * @param group the name of the group, all groups if not given
	 * @return the groups that have changed
	 * @throws InvalidEndpointRequestException if no group was changed
	 */
	@WriteOperation
	public ProxyDescriptor change(@Selector PeerAction action, String peer, @Nullable String group) {
		List<GroupDescriptor> changed = this.groups.groups()
			.stream()
			.filter((candidate) -> group == null || candidate.name().equals(group))
			.filter((candidate) -> change(candidate, peer, action))
			.map(GroupDescriptor::of)
			.toList();
		if (changed.isEmpty()) {
			String verb = action.name().toLowerCase(Locale.ROOT);
			String where = (group != null) ? "group '" + group + "'" : "any group";
			throw new InvalidEndpointRequestException(
					"Nothing to " + verb + ": no peer '" + peer + "' in " + where + ", or it is in that state already",
					"Nothing to " + verb);
		}
		return ofGroups(changed);
	}

	private static boolean change(ManagedGroup group, String peer, PeerAction action) {
		boolean changed = false;
		for (ManagedPeer member : group.peers()) {
			if (member.id().equals(peer) || member.address().equals(peer)) {
				changed |= group.change(member.id(), action);
			}
		}
		return changed;
	}

	private String access() {
		Access access = this.access.accessFor(EndpointId.of("proxy"), Access.READ_ONLY);
		return access.name().toLowerCase(Locale.ROOT);
	}

	private List<HandlerDescriptor> describeHandlers() {
		return this.handlers.mappings().stream().map(HandlerDescriptor::of).toList();
	}

	private List<GroupDescriptor> describeGroups() {
		return this.groups.groups().stream().map(GroupDescriptor::of).toList();
	}

	private static ProxyDescriptor ofGroups(List<GroupDescriptor> groups) {
		return new ProxyDescriptor(null, null, null, groups, null, null, null);
	}

}
