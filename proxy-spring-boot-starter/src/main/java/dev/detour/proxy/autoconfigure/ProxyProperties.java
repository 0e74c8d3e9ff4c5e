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

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

import dev.detour.proxy.autoconfigure.route.GatewayOverloadProperties;
import dev.detour.proxy.autoconfigure.route.HandlerFailoverProperties;
import dev.detour.proxy.exchange.ForwardedStyle;

/**
 * Properties of the gateway.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("proxy")
public class ProxyProperties {

	@NestedConfigurationProperty
	private final HandlerFailoverProperties failover = new HandlerFailoverProperties();

	private final Replay replay = new Replay();

	private final Mirror mirror = new Mirror();

	private final Hooks hooks = new Hooks();

	private final Forwarded forwarded = new Forwarded();

	@NestedConfigurationProperty
	private final ProxyServerProperties server = new ProxyServerProperties();

	@NestedConfigurationProperty
	private final GatewayOverloadProperties overload = new GatewayOverloadProperties();

	public ProxyServerProperties getServer() {
		return this.server;
	}

	public GatewayOverloadProperties getOverload() {
		return this.overload;
	}

	public HandlerFailoverProperties getFailover() {
		return this.failover;
	}

	public Replay getReplay() {
		return this.replay;
	}

	public Mirror getMirror() {
		return this.mirror;
	}

	public Hooks getHooks() {
		return this.hooks;
	}

	public Forwarded getForwarded() {
		return this.forwarded;
	}

	/**
	 * Copies of request content that are kept so that another attempt can send it.
	 */
	public static class Replay {

		/**
		 * Maximum size of the copy that one exchange keeps. A larger request goes on, but
		 * cannot be sent again once its content was sent.
		 */
		private DataSize maxExchangeSize = DataSize.ofKilobytes(64);

		/**
		 * Maximum size of the copies that all exchanges together keep.
		 */
		private DataSize maxTotalSize = DataSize.ofMegabytes(64);

		public DataSize getMaxExchangeSize() {
			return this.maxExchangeSize;
		}

		public void setMaxExchangeSize(DataSize maxExchangeSize) {
			this.maxExchangeSize = maxExchangeSize;
		}

		public DataSize getMaxTotalSize() {
			return this.maxTotalSize;
		}

		public void setMaxTotalSize(DataSize maxTotalSize) {
			this.maxTotalSize = maxTotalSize;
		}

	}

	/**
	 * Copies of requests for other groups.
	 */
	public static class Mirror {

		/**
		 * Maximum size of the content of all mirrored requests together that waits until
		 * peers take it. A copy that goes past it is dropped.
		 */
		private DataSize maxTotalSize = DataSize.ofMegabytes(16);

		public DataSize getMaxTotalSize() {
			return this.maxTotalSize;
		}

		public void setMaxTotalSize(DataSize maxTotalSize) {
			this.maxTotalSize = maxTotalSize;
		}

	}

	/**
	 * Methods of handlers.
	 */
	public static class Hooks {

		/**
		 * Time that an asynchronous or blocking method may take to answer.
		 */
		private Duration timeout = Duration.ofSeconds(5);

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * How peers are told about the client and the gateway.
	 */
	public static class Forwarded {

		/**
		 * Header fields that tell peers about the client.
		 */
		private ForwardedStyle style = ForwardedStyle.X_FORWARDED;

		/**
		 * Whether to add the gateway to the Via field of requests and responses.
		 */
		private boolean via = true;

		public ForwardedStyle getStyle() {
			return this.style;
		}

		public void setStyle(ForwardedStyle style) {
			this.style = style;
		}

		public boolean isVia() {
			return this.via;
		}

		public void setVia(boolean via) {
			this.via = via;
		}

	}

}
