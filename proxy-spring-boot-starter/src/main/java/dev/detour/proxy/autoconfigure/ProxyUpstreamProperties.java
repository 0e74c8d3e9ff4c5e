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

package dev.detour.proxy.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

import dev.detour.proxy.upstream.ConnectionLimits;
import dev.detour.proxy.upstream.TcpKeepAlive;

/**
 * Properties of connections to peers.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("proxy.upstream")
public class ProxyUpstreamProperties {

	private final Pending pending = new Pending();

	private final KeepAlive tcpKeepAlive = new KeepAlive();

	/**
	 * Maximum number of connections to all peers together. By default, there is no limit.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Time after which a connection is not used any more, up to a tenth less. Zero means
	 * that connections may have any age.
	 */
	private Duration maxLifetime = Duration.ofSeconds(0);

	public Pending getPending() {
		return this.pending;
	}

	public KeepAlive getTcpKeepAlive() {
		return this.tcpKeepAlive;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public Duration getMaxLifetime() {
		return this.maxLifetime;
	}

	public void setMaxLifetime(Duration maxLifetime) {
		this.maxLifetime = maxLifetime;
	}

	ConnectionLimits toLimits() {
		return new ConnectionLimits((this.maxConnections != null) ? this.maxConnections : Integer.MAX_VALUE,
				this.pending.maxSize, this.pending.timeout, this.maxLifetime);
	}

	TcpKeepAlive toKeepAlive() {
		return new TcpKeepAlive(this.tcpKeepAlive.idle, this.tcpKeepAlive.interval, this.tcpKeepAlive.count);
	}

	/**
	 * Attempts that wait because a peer or the gateway has its most connections.
	 */
	public static class Pending {

		/**
		 * Maximum number of attempts that wait at the same time. Further ones fail at
		 * once.
		 */
		private int maxSize = 1000;

		/**
		 * Time that an attempt waits.
		 */
		private Duration timeout = Duration.ofSeconds(5);

		public int getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(int maxSize) {
			this.maxSize = maxSize;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * Probes that the operating system sends on connections on which nothing moves. What
	 * is not set is left to the operating system.
	 */
	public static class KeepAlive {

		/**
		 * Time without traffic after which the first probe is sent.
		 */
		private @Nullable Duration idle;

		/**
		 * Time between probes.
		 */
		private @Nullable Duration interval;

		/**
		 * Number of probes without an answer after which the connection is reset.
		 */
		private @Nullable Integer count;

		public @Nullable Duration getIdle() {
			return this.idle;
		}

		public void setIdle(@Nullable Duration idle) {
			this.idle = idle;
		}

		public @Nullable Duration getInterval() {
			return this.interval;
		}

		public void setInterval(@Nullable Duration interval) {
			this.interval = interval;
		}

		public @Nullable Integer getCount() {
			return this.count;
		}

		public void setCount(@Nullable Integer count) {
			this.count = count;
		}

	}

}
