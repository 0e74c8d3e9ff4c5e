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

package dev.detour.proxy.health;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.policy.RollingCounts;

/**
 * What is known about the health of one peer from its attempts. Finds when it should be
 * ejected; whether it is, its group decides. Safe for use by many threads, without locks.
 *
 * @since 0.1.0
 */
public final class PeerHealth {

	private final OutlierPolicy policy;

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicInteger connectFailures = new AtomicInteger();

	private final RollingCounts results;

	private final RollingCounts connects;

	private final AtomicReference<@Nullable Ejection> ejection = new AtomicReference<>();

	private volatile @Nullable Restored restored;

	/**
	 * Creates the health of a peer of which nothing is known.
	 * @param policy when to eject
	 */
	public PeerHealth(OutlierPolicy policy) {
		this.policy = policy;
		this.results = new RollingCounts(policy.window());
		this.connects = new RollingCounts(policy.window());
	}

	/**
	 * Learns from an attempt. While the peer is ejected, only attempts that began after
	 * the ejection was to end say something; after it, failures of attempts that began
	 * before say nothing.
	 * @param signal what the attempt says
	 * @param startedAt when the attempt began
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return what follows
	 */
	public Finding observe(Signal signal, long startedAt, long now) {
		if (signal == Signal.NEUTRAL) {
			return Finding.NOTHING;
		}
		Ejection ejection = this.ejection.get();
		if (ejection != null) {
			if (startedAt - ejection.until() < 0) {
				return Finding.NOTHING;
			}
			return (signal == Signal.SUCCESS) ? Finding.RESTORE : Finding.EJECT_AGAIN;
		}
		Restored restored = this.restored;
		if (signal != Signal.SUCCESS && restored != null && startedAt - restored.at < 0) {
			return Finding.NOTHING;
		}
		return (count(signal, now) != null) ? Finding.EJECT : Finding.NOTHING;
	}

	private @Nullable EjectionCause count(Signal signal, long now) {
		boolean connected = signal != Signal.CONNECT_FAILURE;
		this.connects.add(1, connected ? 0 : 1, now);
		if (connected) {
			this.results.add(1, (signal == Signal.SUCCESS) ? 0 : 1, now);
			reset(this.connectFailures);
		}
		switch (signal) {
			case SUCCESS -> reset(this.failures);
			case FAILURE -> this.failures.incrementAndGet();
			case CONNECT_FAILURE -> this.connectFailures.incrementAndGet();
			case NEUTRAL -> {
			}
		}
		return (signal != Signal.SUCCESS) ? cause(now) : null;
	}

	private static void reset(AtomicInteger count) {
		// Reading is cheap as long as nothing is wrong, writing is not.
		if (count.get() != 0) {
			count.set(0);
		}
	}

	/**
	 * Returns what speaks for an ejection.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return the cause, or {@code null} if there is none
	 */
	public @Nullable EjectionCause cause(long now) {
		if (this.failures.get() >= this.policy.consecutive()) {
			return EjectionCause.CONSECUTIVE_FAILURES;
		}
		if (this.connectFailures.get() >= this.policy.consecutive()) {
			return EjectionCause.CONSECUTIVE_CONNECT_FAILURES;
		}
		if (isBelowRate(this.results, now)) {
			return EjectionCause.SUCCESS_RATE;
		}
		return isBelowRate(this.connects, now) ? EjectionCause.CONNECT_SUCCESS_RATE : null;
	}

	private boolean isBelowRate(RollingCounts counts, long now) {
		long samples = counts.first(now);
		return samples >= this.policy.minSamples()
				&& samples - counts.second(now) < this.policy.successRate() * samples;
	}

	/**
	 * Ejects the peer.
	 * @param cause why
	 * @param now the time in nanoseconds of a monotonic clock
	 * @param random where chance comes from
	 * @return the ejection, or {@code null} if it is ejected already
	 */
	public @Nullable Ejection eject(EjectionCause cause, long now, RandomGenerator random) {
		Restored restored = this.restored;
		int level = (restored != null) ? this.policy.times().decayed(restored.level, now - restored.at) : 0;
		Ejection ejection = ejection(cause, this.policy.times().next(level), now, random);
		return this.ejection.compareAndSet(null, ejection) ? ejection : null;
	}

	/**
	 * Ejects the peer once more after it failed to prove itself.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @param random where chance comes from
	 * @return the ejection, or {@code null} if something else happened meanwhile
	 */
	public @Nullable Ejection ejectAgain(long now, RandomGenerator random) {
		Ejection old = this.ejection.get();
		if (old == null || now - old.until() < 0) {
			return null;
		}
		Ejection ejection = ejection(EjectionCause.PROBE_FAILED, this.policy.times().next(old.level()), now, random);
		return this.ejection.compareAndSet(old, ejection) ? ejection : null;
	}

	private Ejection ejection(EjectionCause cause, int level, long now, RandomGenerator random) {
		long until = now + this.policy.times().nanos(level, random);
		return new Ejection(cause, level, now, until, until);
	}

	/**
	 * Ends the ejection. What was counted before is forgotten.
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return {@code false} if the peer was not ejected
	 */
	public boolean restore(long now) {
		Ejection old = this.ejection.get();
		if (old == null) {
			return false;
		}
		this.restored = new Restored(now, old.level());
		this.failures.set(0);
		this.connectFailures.set(0);
		this.results.clear();
		this.connects.clear();
		return this.ejection.getAndSet(null) != null;
	}

	/**
	 * Asks to send one exchange to the ejected peer, so that it can prove itself. If
	 * nothing comes of it, the next may be sent after the time of a first ejection. An
	 * exchange that is not idempotent could be lost by it, so it may go there only if no
	 * other has for just as long.
	 * @param request the client's request
	 * @param now the time in nanoseconds of a monotonic clock
	 * @return {@code true} if this exchange may go there
	 */
	public boolean tryProbe(ProxyRequest request, long now) {
		Ejection old = this.ejection.get();
		if (old == null || now - old.probeAt() < 0) {
			return false;
		}
		long base = this.policy.times().base().toNanos();
		return (now - old.probeAt() >= base || request.isIdempotent())
				&& this.ejection.compareAndSet(old, old.withProbeAt(now + base));
	}

	/**
	 * Returns the ejection.
	 * @return the ejection, or {@code null} if the peer is not ejected
	 */
	public @Nullable Ejection ejection() {
		return this.ejection.get();
	}

	/**
	 * What follows from an attempt.
	 */
	public enum Finding {

		/**
		 * Nothing.
		 */
		NOTHING,

		/**
		 * The peer should be ejected.
		 */
		EJECT,

		/**
		 * The ejected peer has failed to prove itself.
		 */
		EJECT_AGAIN,

		/**
		 * The ejected peer has proved itself.
		 */
		RESTORE

	}

	private record Restored(long at, int level) {

	}

}
