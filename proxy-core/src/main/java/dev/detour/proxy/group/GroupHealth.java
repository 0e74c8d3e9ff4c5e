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

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.health.CheckResult;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.EjectionCause;
import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.health.OutlierPolicy;
import dev.detour.proxy.health.PeerHealth;
import dev.detour.proxy.health.Signal;

/**
 * What the health of members means to their group: who is ejected, who comes back, when
 * it panics. The set of those that are ejected is part of the membership, so that the
 * limit holds however many threads eject.
 */
final class GroupHealth {

	/**
	 * What a failure counts at least as latency, so that a peer that fails fast does not
	 * look fast.
	 */
	private static final long FAILURE_NANOS = 1_000_000_000;

	private final PeerGroup group;

	private final AtomicReference<Membership> membership;

	private final @Nullable OutlierPolicy policy;

	private final GroupListener listener;

	private final RandomGenerator random;

	GroupHealth(PeerGroup group, AtomicReference<Membership> membership, @Nullable OutlierPolicy policy,
			GroupListener listener, RandomGenerator random) {
		this.group = group;
		this.membership = membership;
		this.policy = policy;
		this.listener = listener;
		this.random = random;
	}

	/**
	 * An attempt at a member is over.
	 * @param member the member, perhaps a former one
	 * @param attempt the attempt
	 */
	void ended(PeerStatus member, Attempt attempt) {
		PeerState state = member.state();
		long now = attempt.endedAt();
		state.load.ended();
		Signal signal = ((this.policy != null) ? this.policy : OutlierPolicy.DEFAULT).signal(attempt);
		if (signal == Signal.SUCCESS) {
			state.load.observe(attempt.respondedAt() - attempt.startedAt(), now);
		}
		else if (signal != Signal.NEUTRAL) {
			state.load.observe(Math.max(FAILURE_NANOS, now - attempt.startedAt()), now);
		}
		else if (attempt.error() != null && attempt.error().type() == ErrorType.HEDGE_LOST) {
			// Another peer was faster: this one is not known to be as slow as it may be.
			state.load.observe(Math.max((long) state.load.latency(now), now - attempt.startedAt()), now);
		}
		PeerHealth health = state.health;
		if (health != null) {
			switch (health.observe(signal, attempt.startedAt(), now)) {
				case EJECT -> eject(member, health, now);
				case EJECT_AGAIN -> tell(member, health.ejectAgain(now, this.random));
				case RESTORE -> restore(member, now);
				case NOTHING -> {
				}
			}
		}
		removeIfDrained(state);
	}

	private void eject(PeerStatus member, PeerHealth health, long now) {
		EjectionCause cause = health.cause(now);
		Membership old;
		Membership changed;
		do {
			old = this.membership.get();
			if (cause == null || !mayEject(old, member.state())) {
				return;
			}
			Set<PeerState> ejected = new HashSet<>(old.ejected());
			ejected.add(member.state());
			changed = old.with(ejected, old.down());
		}
		while (!this.membership.compareAndSet(old, changed));
		tell(member, health.eject(cause, now, this.random));
		tellPanic(old);
	}

	private boolean mayEject(Membership membership, PeerState state) {
		return this.policy != null && !membership.ejected().contains(state)
				&& membership.ejected().size() < this.policy.maxEjected(membership.members().size())
				&& membership.members().stream().anyMatch((member) -> member.state() == state);
	}

	private void tell(PeerStatus member, @Nullable Ejection ejection) {
		if (ejection != null) {
			this.listener.peerEjected(this.group, member, ejection);
		}
	}

	private void restore(PeerStatus member, long now) {
		PeerState state = member.state();
		if (state.health == null || !state.health.restore(now)) {
			return;
		}
		Membership old;
		do {
			old = this.membership.get();
			if (!old.ejected().contains(state)) {
				return;
			}
		}
		while (!this.membership.compareAndSet(old, old.with(without(old.ejected(), state), old.down())));
		state.join(now);
		this.listener.peerRestored(this.group, member);
		tellPanic(old);
	}

	/**
	 * Learns from an active check. A peer that comes up is not only up again, it is also
	 * no longer ejected.
	 * @param member the member
	 * @param result the result
	 * @param now the time
	 */
	void checked(PeerStatus member, CheckResult result, long now) {
		PeerState state = member.state();
		HealthVerdict before = state.checks.verdict();
		if (!state.checks.checked(result)) {
			return;
		}
		HealthVerdict verdict = state.checks.verdict();
		Membership old;
		do {
			old = this.membership.get();
		}
		while (!this.membership.compareAndSet(old, old.with(old.ejected(), down(old, state))));
		this.listener.peerChecked(this.group, member, verdict);
		tellPanic(old);
		if (before == HealthVerdict.DOWN && verdict == HealthVerdict.UP) {
			state.join(now);
			restore(member, now);
		}
	}

	private static Set<PeerState> down(Membership membership, PeerState state) {
		Set<PeerState> down = without(membership.down(), state);
		if (state.checks.verdict() == HealthVerdict.DOWN) {
			down.add(state);
		}
		return down;
	}

	private static Set<PeerState> without(Set<PeerState> states, PeerState state) {
		Set<PeerState> rest = new HashSet<>(states);
		rest.remove(state);
		return rest;
	}

	/**
	 * Tells whether the last change began or ended panic.
	 * @param before the membership before the change
	 */
	void tellPanic(Membership before) {
		boolean panics = this.membership.get().isPanicking();
		if (panics && !before.isPanicking()) {
			this.listener.panicEntered(this.group);
		}
		else if (!panics && before.isPanicking()) {
			this.listener.panicLeft(this.group);
		}
	}

	/**
	 * Removes a draining member that has nothing in flight any more.
	 * @param state the state of the member
	 */
	void removeIfDrained(PeerState state) {
		Membership old;
		PeerStatus drained;
		do {
			old = this.membership.get();
			drained = old.draining().stream().filter((member) -> member.state() == state).findFirst().orElse(null);
			if (drained == null || state.load.inFlight() > 0) {
				return;
			}
		}
		while (!this.membership.compareAndSet(old, old.withoutDraining(drained)));
		this.listener.peerRemoved(this.group, drained);
	}

}
