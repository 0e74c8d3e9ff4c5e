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

package dev.detour.proxy.autoconfigure.route;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

import dev.detour.proxy.group.PanicMode;

/**
 * How peers that stand in for each other are used.
 *
 * @since 0.1.0
 */
public class PeersProperties {

	/**
	 * How one peer is chosen.
	 */
	private LoadBalancing loadBalancing = LoadBalancing.LEAST_REQUESTS;

	/**
	 * What decides to which peer a request goes with consistent hashing: "header:name",
	 * "cookie:name", "path", or "client-address".
	 */
	private @Nullable String hashKey;

	/**
	 * How many times its share of what is in flight a peer gets with consistent hashing.
	 */
	private double hashBound = 1.25;

	/**
	 * Time until a peer that comes, or comes back, gets its full share.
	 */
	private Duration slowStart = Duration.ZERO;

	private final Sticky sticky = new Sticky();

	private final Panic panic = new Panic();

	@NestedConfigurationProperty
	private final OutlierProperties outlier = new OutlierProperties();

	@NestedConfigurationProperty
	private final HealthProperties health = new HealthProperties();

	@NestedConfigurationProperty
	private final PeerProperties peer = new PeerProperties();

	@NestedConfigurationProperty
	private final RefreshProperties refresh = new RefreshProperties();

	public LoadBalancing getLoadBalancing() {
		return this.loadBalancing;
	}

	public void setLoadBalancing(LoadBalancing loadBalancing) {
		this.loadBalancing = loadBalancing;
	}

	public @Nullable String getHashKey() {
		return this.hashKey;
	}

	public void setHashKey(@Nullable String hashKey) {
		this.hashKey = hashKey;
	}

	public double getHashBound() {
		return this.hashBound;
	}

	public void setHashBound(double hashBound) {
		this.hashBound = hashBound;
	}

	public Duration getSlowStart() {
		return this.slowStart;
	}

	public void setSlowStart(Duration slowStart) {
		this.slowStart = slowStart;
	}

	public Sticky getSticky() {
		return this.sticky;
	}

	public Panic getPanic() {
		return this.panic;
	}

	public OutlierProperties getOutlier() {
		return this.outlier;
	}

	public HealthProperties getHealth() {
		return this.health;
	}

	public PeerProperties getPeer() {
		return this.peer;
	}

	public RefreshProperties getRefresh() {
		return this.refresh;
	}

	/**
	 * A cookie by which clients come back to their peer.
	 */
	public static class Sticky {

		/**
		 * Name of the cookie. No cookie by default.
		 */
		private @Nullable String cookie;

		/**
		 * Secret of the cookie, at least 16 bytes, which gateways share. Random by
		 * default, so that clients move when the application starts anew.
		 */
		private @Nullable String secret;

		public @Nullable String getCookie() {
			return this.cookie;
		}

		public void setCookie(@Nullable String cookie) {
			this.cookie = cookie;
		}

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

	}

	/**
	 * What happens when too few peers are healthy.
	 */
	public static class Panic {

		/**
		 * Share of healthy peers, by weight, below which they do not suffice.
		 */
		private double share = 0.5;

		/**
		 * What happens then.
		 */
		private PanicMode mode = PanicMode.USE_ALL;

		public double getShare() {
			return this.share;
		}

		public void setShare(double share) {
			this.share = share;
		}

		public PanicMode getMode() {
			return this.mode;
		}

		public void setMode(PanicMode mode) {
			this.mode = mode;
		}

	}

}
