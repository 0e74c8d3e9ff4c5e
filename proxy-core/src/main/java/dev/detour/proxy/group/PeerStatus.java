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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.balance.Candidate;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;

/**
 * A member of a group, with what is going on at it. What it tells changes from one moment
 * to the next.
 *
 * @since 0.1.0
 */
public final class PeerStatus {

	private final Peer peer;

	private final String id;

	private final @Nullable String token;

	private final PeerState state;

	private final boolean suspended;

	PeerStatus(Peer peer, PeerState state, GroupOptions options) {
		this(peer, state, options, false);
	}

	PeerStatus(Peer peer, PeerState state, GroupOptions options, boolean suspended) {
		this.peer = peer;
		this.id = id(peer);
		this.token = (options.sticky() != null) ? options.sticky().token(this.id) : null;
		this.state = state;
		this.suspended = suspended;
	}

	/**
	 * Names a peer, the same in every gateway.
	 * @param peer the peer
	 * @return the name
	 */
	private static String id(Peer peer) {
		ConnectionKey key = peer.connectionKey();
		String sni = (key.tls() != null) ? key.tls().sni() : null;
		String special = ((sni != null) ? "#" + sni : "")
				+ ((key.localAddress() != null) ? "#" + key.localAddress() : "");
		return peer + special;
	}

	/**
	 * Returns the peer.
	 * @return the peer
	 */
	public Peer peer() {
		return this.peer;
	}

	/**
	 * Returns the name of this member.
	 * @return the peer as a URI, with its server name and local address if it has those
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the attempts in flight that this group knows of.
	 * @return the number of attempts
	 */
	public int inFlight() {
		return this.state.load.inFlight();
	}

	/**
	 * Returns the latency to the head of a response, an average that follows peaks.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return nanoseconds, zero if nothing is known
	 */
	public double latency(long now) {
		return this.state.load.latency(now);
	}

	/**
	 * Returns the weight, less during slow start.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return the weight
	 */
	public double weight(long now) {
		return this.peer.options().weight() * this.state.share(now);
	}

	/**
	 * Returns why the peer is ejected.
	 * @return the ejection, or {@code null} if it is not
	 */
	public @Nullable Ejection ejection() {
		return (this.state.health != null) ? this.state.health.ejection() : null;
	}

	/**
	 * Returns whether the peer gets nothing since somebody said so.
	 * @return {@code true} from {@link PeerGroup#suspend} until {@link PeerGroup#restore}
	 */
	public boolean isSuspended() {
		return this.suspended;
	}

	/**
	 * Returns what active checks say.
	 * @return the verdict
	 */
	public HealthVerdict verdict() {
		return this.state.checks.verdict();
	}

	PeerState state() {
		return this.state;
	}

	@Nullable String token() {
		return this.token;
	}

	Candidate candidate() {
		return new Candidate(this.id, this.peer.options().weight(), this.state.load);
	}

	@Override
	public String toString() {
		return this.id;
	}

}
