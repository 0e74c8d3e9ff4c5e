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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.balance.LoadBalancer;
import dev.detour.proxy.balance.SlowStart;
import dev.detour.proxy.balance.StickyCookie;
import dev.detour.proxy.health.HealthThresholds;
import dev.detour.proxy.health.OutlierPolicy;

/**
 * How a group uses its peers. An immutable value; every {@code with} method returns a new
 * one.
 *
 * @param balancer how one peer is chosen
 * @param sticky the cookie by which clients come back to their peer, or {@code null}
 * @param outliers when a peer is ejected, or {@code null} for never
 * @param slowStart how a peer that comes, or comes back, gets its share
 * @param panicShare the share of healthy peers, by weight, below which a tier of the
 * group does not count as fit
 * @param panicMode what happens if no tier is fit
 * @param thresholds how many active checks change the verdict
 * @param maxExchangesPerPeer the most exchanges at one peer at the same time, or
 * {@code null} for no limit
 * @since 0.1.0
 */
public record GroupOptions(LoadBalancer balancer, @Nullable StickyCookie sticky, @Nullable OutlierPolicy outliers,
		SlowStart slowStart, double panicShare, PanicMode panicMode, HealthThresholds thresholds,
		@Nullable Integer maxExchangesPerPeer) {

	/**
	 * Least requests, default outlier detection, no slow start, panic below one half.
	 */
	public static final GroupOptions DEFAULT = new GroupOptions(LoadBalancer.leastRequests(), null,
			OutlierPolicy.DEFAULT, SlowStart.NONE, 0.5, PanicMode.USE_ALL, HealthThresholds.DEFAULT, null);

	/**
	 * Checks the options.
	 * @param balancer how one peer is chosen
	 * @param sticky the cookie by which clients come back
	 * @param outliers when a peer is ejected
	 * @param slowStart how a peer gets its share
	 * @param panicShare the share of healthy peers below which a tier is not fit
	 * @param panicMode what happens if no tier is fit
	 * @param thresholds how many active checks change the verdict
	 * @param maxExchangesPerPeer the most exchanges at one peer at the same time
	 */
	public GroupOptions {
		Objects.requireNonNull(balancer, "'balancer' must not be null");
		Objects.requireNonNull(slowStart, "'slowStart' must not be null");
		Objects.requireNonNull(panicMode, "'panicMode' must not be null");
		Objects.requireNonNull(thresholds, "'thresholds' must not be null");
		if (!(panicShare >= 0 && panicShare <= 1)) {
			throw new IllegalArgumentException("'panicShare' must be from 0 to 1, but was " + panicShare);
		}
		if (maxExchangesPerPeer != null && maxExchangesPerPeer < 1) {
			throw new IllegalArgumentException(
					"'maxExchangesPerPeer' must be positive, but was " + maxExchangesPerPeer);
		}
	}

	/**
	 * Sets how one peer is chosen.
	 * @param balancer the balancer
	 * @return new options
	 */
	public GroupOptions withBalancer(LoadBalancer balancer) {
		return new GroupOptions(balancer, this.sticky, this.outliers, this.slowStart, this.panicShare, this.panicMode,
				this.thresholds, this.maxExchangesPerPeer);
	}

	/**
	 * Lets clients come back to their peer.
	 * @param sticky the cookie, or {@code null} not to
	 * @return new options
	 */
	public GroupOptions withSticky(@Nullable StickyCookie sticky) {
		return new GroupOptions(this.balancer, sticky, this.outliers, this.slowStart, this.panicShare, this.panicMode,
				this.thresholds, this.maxExchangesPerPeer);
	}

	/**
	 * Sets when a peer is ejected.
	 * @param outliers the policy, or {@code null} for never
	 * @return new options
	 */
	public GroupOptions withOutliers(@Nullable OutlierPolicy outliers) {
		return new GroupOptions(this.balancer, this.sticky, outliers, this.slowStart, this.panicShare, this.panicMode,
				this.thresholds, this.maxExchangesPerPeer);
	}

	/**
	 * Sets how a peer that comes, or comes back, gets its share.
	 * @param slowStart the slow start
	 * @return new options
	 */
	public GroupOptions withSlowStart(SlowStart slowStart) {
		return new GroupOptions(this.balancer, this.sticky, this.outliers, slowStart, this.panicShare, this.panicMode,
				this.thresholds, this.maxExchangesPerPeer);
	}

	/**
	 * Sets when and how the group panics.
	 * @param share the share of healthy peers, from 0 (never) to 1
	 * @param mode what happens
	 * @return new options
	 */
	public GroupOptions withPanic(double share, PanicMode mode) {
		return new GroupOptions(this.balancer, this.sticky, this.outliers, this.slowStart, share, mode, this.thresholds,
				this.maxExchangesPerPeer);
	}

	/**
	 * Sets how many active checks change the verdict.
	 * @param thresholds the numbers
	 * @return new options
	 */
	public GroupOptions withThresholds(HealthThresholds thresholds) {
		return new GroupOptions(this.balancer, this.sticky, this.outliers, this.slowStart, this.panicShare,
				this.panicMode, thresholds, this.maxExchangesPerPeer);
	}

	/**
	 * Sets how much a peer may have to do. One that has as much gets no more, and is not
	 * ejected because of it.
	 * @param max the most exchanges at one peer at the same time, or {@code null} for no
	 * limit. Event loops that choose at the very same moment may exceed it by one each
	 * @return new options
	 */
	public GroupOptions withMaxExchangesPerPeer(@Nullable Integer max) {
		return new GroupOptions(this.balancer, this.sticky, this.outliers, this.slowStart, this.panicShare,
				this.panicMode, this.thresholds, max);
	}

	/**
	 * Returns the balancer, which looks at the cookie first if there is one.
	 * @return the balancer
	 */
	LoadBalancer effectiveBalancer() {
		return (this.sticky != null) ? LoadBalancer.sticky(this.sticky, this.balancer) : this.balancer;
	}

}
