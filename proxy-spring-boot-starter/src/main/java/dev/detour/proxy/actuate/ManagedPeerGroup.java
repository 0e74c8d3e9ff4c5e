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
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.peer.Peer;

/**
 * A {@link PeerGroup} as those who run the gateway see and change it.
 *
 * @since 0.1.0
 */
public final class ManagedPeerGroup implements ManagedGroup {

	private final PeerGroup group;

	private final LongSupplier clock;

	private final Supplier<@Nullable ManagedSource> source;

	/**
	 * Creates the view of a group.
	 * @param group the group
	 * @param clock the time in nanoseconds of the monotonic clock that the group knows
	 */
	public ManagedPeerGroup(PeerGroup group, LongSupplier clock) {
		this(group, clock, () -> null);
	}

	/**
	 * Creates the view of a group whose members may come from a source.
	 * @param group the group
	 * @param clock the time in nanoseconds of the monotonic clock that the group knows
	 * @param source tells about the source, {@code null} if there is none
	 */
	public ManagedPeerGroup(PeerGroup group, LongSupplier clock, Supplier<@Nullable ManagedSource> source) {
		this.group = group;
		this.clock = clock;
		this.source = source;
	}

	@Override
	public String name() {
		return this.group.name();
	}

	@Override
	public boolean isPanicking() {
		return this.group.isPanicking();
	}

	@Override
	public @Nullable ManagedSource source() {
		return this.source.get();
	}

	@Override
	public List<ManagedPeer> peers() {
		return Stream
			.concat(this.group.members().stream().map(ManagedPeerGroup::member),
					this.group.draining().stream().map((peer) -> peer(peer, PeerCondition.DRAINING, null)))
			.toList();
	}

	private static ManagedPeer member(PeerStatus status) {
		Ejection ejection = status.ejection();
		if (status.isSuspended()) {
			return peer(status, PeerCondition.EJECTED, "by_hand");
		}
		if (ejection != null) {
			return peer(status, PeerCondition.EJECTED, ejection.cause().id());
		}
		return (status.verdict() == HealthVerdict.DOWN) ? peer(status, PeerCondition.DOWN, "checks")
				: peer(status, PeerCondition.UP, null);
	}

	private static ManagedPeer peer(PeerStatus status, PeerCondition condition, @Nullable String reason) {
		return new ManagedPeer(status.id(), status.peer().address().toString(), condition, reason, status.inFlight(),
				status.peer().options().weight(), status.peer().options().priority());
	}

	@Override
	public boolean change(String peer, PeerAction action) {
		return Stream.concat(this.group.members().stream(), this.group.draining().stream())
			.filter((status) -> status.id().equals(peer))
			.anyMatch((status) -> change(status.peer(), action));
	}

	private boolean change(Peer peer, PeerAction action) {
		long now = this.clock.getAsLong();
		return switch (action) {
			case EJECT -> this.group.suspend(peer, now);
			case RESTORE -> this.group.restore(peer, now);
			case DRAIN -> this.group.drain(peer, now);
		};
	}

	@Override
	public String toString() {
		return this.group.toString();
	}

}
