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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import dev.detour.proxy.server.ProxyHeaders.Mode;

/**
 * Limits of clients for which Spring Boot's own server properties have no name.
 *
 * @since 0.1.0
 */
public class ProxyServerProperties {

	/**
	 * Time that the head of a request may take over HTTP/1, from its first byte or from
	 * the start of the connection. Zero for no limit.
	 */
	private Duration headTimeout = Duration.ofSeconds(30);

	/**
	 * Time that a client may send nothing of the content of its request though it is
	 * waited for. Zero for no limit.
	 */
	private Duration contentTimeout = Duration.ofSeconds(60);

	/**
	 * Time that a client may take nothing of what is sent to it. Zero for no limit.
	 */
	private Duration writeTimeout = Duration.ofMinutes(5);

	/**
	 * Maximum size of the content of a request to a proxied path. Unlimited by default.
	 */
	private @Nullable DataSize maxContentSize;

	/**
	 * Maximum number of connections that the server has at the same time. Further ones
	 * are closed at once. Unlimited by default.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Number of event loops. By default one for every processor.
	 */
	private @Nullable Integer eventLoops;

	/**
	 * Whether a stream of an HTTP/2 connection may carry WebSocket to a proxied path (RFC
	 * 8441).
	 */
	private boolean webSocketOverHttp2;

	private final ProxyProtocol proxyProtocol = new ProxyProtocol();

	public Duration getHeadTimeout() {
		return this.headTimeout;
	}

	public void setHeadTimeout(Duration headTimeout) {
		this.headTimeout = headTimeout;
	}

	public Duration getContentTimeout() {
		return this.contentTimeout;
	}

	public void setContentTimeout(Duration contentTimeout) {
		this.contentTimeout = contentTimeout;
	}

	public Duration getWriteTimeout() {
		return this.writeTimeout;
	}

	public void setWriteTimeout(Duration writeTimeout) {
		this.writeTimeout = writeTimeout;
	}

	public @Nullable DataSize getMaxContentSize() {
		return this.maxContentSize;
	}

	public void setMaxContentSize(@Nullable DataSize maxContentSize) {
		this.maxContentSize = maxContentSize;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable Integer getEventLoops() {
		return this.eventLoops;
	}

	public void setEventLoops(@Nullable Integer eventLoops) {
		this.eventLoops = eventLoops;
	}

	public boolean isWebSocketOverHttp2() {
		return this.webSocketOverHttp2;
	}

	public void setWebSocketOverHttp2(boolean webSocketOverHttp2) {
		this.webSocketOverHttp2 = webSocketOverHttp2;
	}

	public ProxyProtocol getProxyProtocol() {
		return this.proxyProtocol;
	}

	/**
	 * Headers of the PROXY protocol before anything else on connections of clients.
	 */
	public static class ProxyProtocol {

		/**
		 * Whether connections of clients begin with a header of the PROXY protocol
		 * (version 1 or 2), by which a balancer says who the client is.
		 */
		private Mode mode = Mode.OFF;

		/**
		 * Comma-separated list of the networks that may send it, such as "10.0.0.0/8", or
		 * IP addresses. Required unless the mode is "off".
		 */
		private List<String> trusted = new ArrayList<>();

		public Mode getMode() {
			return this.mode;
		}

		public void setMode(Mode mode) {
			this.mode = mode;
		}

		public List<String> getTrusted() {
			return this.trusted;
		}

		public void setTrusted(List<String> trusted) {
			this.trusted = trusted;
		}

	}

}
