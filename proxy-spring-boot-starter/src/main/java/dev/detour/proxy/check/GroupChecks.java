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

package dev.detour.proxy.check;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import io.netty.channel.EventLoop;

import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.health.CheckResult;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.upstream.Upstreams;

/**
 * Checks the peers of one group from one event loop, without blocking it, and tells the
 * group. Every check has a connection of its own.
 *
 * @since 0.1.0
 */
public final class GroupChecks implements AutoCloseable {

	private final PeerGroup group;

	private final CheckSettings settings;

	private final Upstreams upstreams;

	private final EventLoop eventLoop;

	private final RandomGenerator random;

	private final Set<ConnectionKey> checked = new HashSet<>();

	private volatile boolean closed;

	/**
	 * Creates checks that do not run yet.
	 * @param group the group
	 * @param settings how its peers are checked
	 * @param upstreams the way to peers
	 * @param eventLoop where the checks live
	 * @param random where chance comes from
	 */
	public GroupChecks(PeerGroup group, CheckSettings settings, Upstreams upstreams, EventLoop eventLoop,
			RandomGenerator random) {
		this.group = group;
		this.settings = settings;
		this.upstreams = upstreams;
		this.eventLoop = eventLoop;
		this.random = random;
	}

	/**
	 * Returns the group.
	 * @return the group
	 */
	public PeerGroup group() {
		return this.group;
	}

	/**
	 * Begins to check, all peers at once.
	 */
	public void start() {
		this.eventLoop.execute(this::lookForPeers);
	}

	/**
	 * Ends. A check under way may still come to its end, but the group is not told.
	 */
	@Override
	public void close() {
		this.closed = true;
	}

	private void lookForPeers() {
		if (this.closed) {
			return;
		}
		for (PeerStatus member : this.group.members()) {
			if (this.checked.add(member.peer().connectionKey())) {
				check(member);
			}
		}
		later(this::lookForPeers);
	}

	private void check(PeerStatus member) {
		new PeerCheck(this.settings, this.eventLoop, (result) -> done(member, result)).start(this.upstreams,
				member.peer());
	}

	private void done(PeerStatus member, CheckResult result) {
		if (this.closed) {
			return;
		}
		this.group.checked(member.peer(), result, System.nanoTime());
		later(() -> checkAgain(member.peer().connectionKey()));
	}

	private void checkAgain(ConnectionKey key) {
		for (PeerStatus member : this.group.members()) {
			if (!this.closed && member.peer().connectionKey().equals(key)) {
				check(member);
				return;
			}
		}
		this.checked.remove(key);
	}

	private void later(Runnable task) {
		double share = 1 + this.settings.jitter() * (2 * this.random.nextDouble() - 1);
		long nanos = (long) (this.settings.interval().toNanos() * share);
		this.eventLoop.schedule(task, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
	}

}
