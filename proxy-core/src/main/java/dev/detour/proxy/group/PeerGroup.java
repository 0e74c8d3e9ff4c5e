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

package dev.detour.proxy.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.health.CheckResult;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.NextPeer;

/**
 * Peers that stand in for each other. Its members may be changed at any time, by any
 * thread; choosing never waits for that. Two members never share connections: a peer
 * whose {@link Peer#connectionKey() key} is there already is the same member.
 * <p>
 * A group must be told about attempts: {@link GroupFeedback} does, as a listener of
 * exchanges.
 *
 * @since 0.1.0
 */
public final class PeerGroup {

	private final String name;

	private final GroupOptions options;

	private final RandomGenerator random;

	private final AtomicReference<Membership> membership;

	private final GroupHealth health;

	private final GroupListener listener;

	/**
	 * Creates a group.
	 * @param name the name, as in metrics and logs
	 * @param peers the members at first, possibly none
	 * @param options how the group uses its members
	 * @param listener told what happens to the group
	 * @param random where chance comes from; used by many threads
	 * @throws IllegalArgumentException if two peers are the same member
	 */
	public PeerGroup(String name, List<Peer> peers, GroupOptions options, GroupListener listener,
			RandomGenerator random) {
		this.name = name;
		this.options = options;
		this.random = random;
		this.listener = listener;
		MemberChanges.requireDistinct(peers);
		List<PeerStatus> members = new ArrayList<>();
		for (Peer peer : peers) {
			members.add(new PeerStatus(peer, new PeerState(options), options));
		}
		this.membership = new AtomicReference<>(Membership.of(options, members, List.of(), Set.of(), Set.of()));
		this.health = new GroupHealth(this, this.membership, options.outliers(), listener, random);
	}

	/**
	 * Returns the name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns how the group uses its members.
	 * @return the options
	 */
	public GroupOptions options() {
		return this.options;
	}

	/**
	 * Chooses the peer of the next attempt of an exchange. Now and then the first attempt
	 * of an exchange, idempotent if there are such, goes to an ejected peer whose time is
	 * up, so that it can prove itself. Peers that the exchange has tried are excluded
	 * while another is fit.
	 * @param request the client's request
	 * @param attempts the attempts so far
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return the member, or {@code null} if there is none to use
	 */
	public @Nullable PeerStatus choose(ProxyRequest request, Attempts attempts, long now) {
		PeerStatus probed = probe(request, attempts, now);
		return (probed != null) ? probed : this.membership.get().choose(request, attempts, this.random, now);
	}

	@Nullable PeerStatus probe(ProxyRequest request, Attempts attempts, long now) {
		return (attempts.count() == 0) ? this.membership.get().probe(request, now) : null;
	}

	/**
	 * Returns where the next attempt of an exchange would go.
	 * @param attempts the attempts so far
	 * @return whether there is a fit peer that it has not tried
	 */
	public NextPeer next(Attempts attempts) {
		return this.membership.get().hasUntried(attempts) ? NextPeer.UNTRIED : NextPeer.TRIED;
	}

	/**
	 * Returns the members, without those that are draining.
	 * @return an immutable snapshot
	 */
	public List<PeerStatus> members() {
		return this.membership.get().members();
	}

	/**
	 * Returns the former members that have exchanges in flight.
	 * @return an immutable snapshot
	 */
	public List<PeerStatus> draining() {
		return this.membership.get().draining();
	}

	/**
	 * Finds a member, draining or not.
	 * @param peer a peer with the same {@link Peer#connectionKey() key}
	 * @return the member, or {@code null} if there is none
	 */
	public @Nullable PeerStatus find(Peer peer) {
		return this.membership.get().find(peer.connectionKey());
	}

	/**
	 * Returns whether too few members are healthy.
	 * @return {@code true} in panic
	 */
	public boolean isPanicking() {
		return this.membership.get().isPanicking();
	}

	/**
	 * Returns whether peers are left out since they have as much to do as they may have.
	 * @return {@code true} if at least one is
	 */
	public boolean hasFullPeers() {
		return this.membership.get().hasFull();
	}

	/**
	 * Adds a peer, or changes the options of the one that is there already. One that was
	 * draining is a full member again.
	 * @param peer the peer
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	public void add(Peer peer, long now) {
		change((changes) -> changes.put(peer), now);
	}

	/**
	 * Removes a peer at once. Its exchanges in flight go on.
	 * @param peer a peer with the same key
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return {@code false} if there was no such member
	 */
	public boolean remove(Peer peer, long now) {
		return change((changes) -> changes.remove(peer), now);
	}

	/**
	 * Gives a peer no new exchanges, and removes it when it has none in flight any more.
	 * @param peer a peer with the same key
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return {@code false} if there was no such member, or it was draining already
	 */
	public boolean drain(Peer peer, long now) {
		return change((changes) -> changes.drain(peer), now);
	}

	/**
	 * Gives a peer nothing, not even in panic, until it is {@link #restore restored}. Its
	 * exchanges in flight go on. Nothing keeps the last peer from it: whoever asks for
	 * this knows why.
	 * @param peer a peer with the same key
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return {@code false} if there was no such member, or it was suspended already
	 */
	public boolean suspend(Peer peer, long now) {
		return change((changes) -> changes.suspend(peer), now);
	}

	/**
	 * Uses a peer again that was suspended, ejected, or draining. What active checks say
	 * stays in force.
	 * @param peer a peer with the same key
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return {@code false} if there was no such member, or it was in use
	 */
	public boolean restore(Peer peer, long now) {
		return change((changes) -> changes.restore(peer), now);
	}

	/**
	 * Sets the members: those that are new are added, those that are missing drain, and
	 * those that stay keep what is known about them.
	 * @param peers the members, possibly none
	 * @param now the time in nanoseconds of a monotonic clock
	 * @throws IllegalArgumentException if two peers are the same member; nothing is
	 * changed then
	 */
	public void replace(List<Peer> peers, long now) {
		MemberChanges.requireDistinct(peers);
		change((changes) -> changes.replace(peers), now);
	}

	/**
	 * Learns from an active check of a member.
	 * @param peer a peer with the same key
	 * @param result the result
	 * @param now the time in nanoseconds of a monotonic clock
	 */
	public void checked(Peer peer, CheckResult result, long now) {
		PeerStatus member = find(peer);
		if (member != null) {
			this.health.checked(member, result, now);
		}
	}

	GroupHealth health() {
		return this.health;
	}

	private boolean change(MemberChanges.Change change, long now) {
		Membership old;
		MemberChanges changes;
		do {
			old = this.membership.get();
			changes = new MemberChanges(this.options, old, now);
			if (!change.apply(changes)) {
				return false;
			}
		}
		while (!this.membership.compareAndSet(old, changes.result()));
		changes.tell(this, this.listener);
		this.health.tellPanic(old);
		return true;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
