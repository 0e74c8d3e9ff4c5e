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

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.balance.Sample;
import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.MirrorDrop;
import dev.detour.proxy.policy.MirrorLimits;

/**
 * Sends copies to the peers of a group, as that chooses them. This group alone learns how
 * its peers do with them, also if another has the same peers. A request that is a copy
 * already is not copied again.
 *
 * @since 0.1.0
 */
public final class GroupMirror implements Mirror {

	private static final Attempts NONE = new AttemptLog();

	private final PeerGroup group;

	private final Set<String> methods;

	private final Sample sample;

	private final MirrorLimits limits;

	private final LongSupplier clock;

	private final RandomGenerator random;

	private final AtomicInteger running = new AtomicInteger();

	/**
	 * Creates the mirror.
	 * @param group gets the copies
	 * @param methods the methods of the requests that are copied
	 * @param sample the share of these requests that is copied
	 * @param limits the limits of the copies
	 * @param clock tells the time in nanoseconds of a monotonic clock
	 * @param random where chance comes from; used by many threads
	 */
	public GroupMirror(PeerGroup group, Set<String> methods, Sample sample, MirrorLimits limits, LongSupplier clock,
			RandomGenerator random) {
		this.group = group;
		this.methods = Set.copyOf(methods);
		this.sample = sample;
		this.limits = limits;
		this.clock = clock;
		this.random = random;
	}

	/**
	 * Returns whether a request is to be copied.
	 * @param request the client's request
	 * @return {@code true} if it is
	 */
	public boolean covers(ProxyRequest request) {
		return this.methods.contains(request.method()) && this.sample.includes(request, this.random)
				&& !request.headers().contains(FIELD);
	}

	@Override
	public String group() {
		return this.group.name();
	}

	@Override
	public MirrorLimits limits() {
		return this.limits;
	}

	@Override
	public Place place(ProxyRequest request) {
		if (!begin()) {
			return new Refused(MirrorDrop.TOO_MANY);
		}
		PeerStatus member = this.group.choose(request, NONE, this.clock.getAsLong());
		if (member == null) {
			this.running.decrementAndGet();
			return new Refused(MirrorDrop.NO_PEER);
		}
		member.state().load.started();
		return new AtMember(this, member);
	}

	private boolean begin() {
		int running;
		do {
			running = this.running.get();
			if (running >= this.limits.maxConcurrent()) {
				return false;
			}
		}
		while (!this.running.compareAndSet(running, running + 1));
		return true;
	}

	private void ended(PeerStatus member, Attempt attempt) {
		this.running.decrementAndGet();
		this.group.health().ended(member, attempt);
	}

	/**
	 * A place at a member of the group.
	 *
	 * @param mirror the mirror
	 * @param member the member
	 */
	private record AtMember(GroupMirror mirror, PeerStatus member) implements Taken {

		@Override
		public Peer peer() {
			return this.member.peer();
		}

		@Override
		public void ended(Attempt attempt) {
			this.mirror.ended(this.member, attempt);
		}

	}

}
