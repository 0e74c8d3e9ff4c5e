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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Active checks of peers.
 *
 * @since 0.1.0
 */
public class HealthProperties {

	/**
	 * Kind of check: "none", "tcp", "http", or "grpc". By default "http" if there is a
	 * path, else "none".
	 */
	private @Nullable HealthCheckType type;

	/**
	 * Path and query that an HTTP check asks for.
	 */
	private @Nullable String path;

	/**
	 * Service that a gRPC check asks about. The server as a whole by default.
	 */
	private @Nullable String service;

	/**
	 * Comma-separated list of statuses with which an HTTP check passes.
	 */
	private List<String> statuses = new ArrayList<>(List.of("2xx", "3xx"));

	/**
	 * Time between two checks of a peer.
	 */
	private Duration interval = Duration.ofSeconds(5);

	/**
	 * Largest share of the interval that chance adds or takes away.
	 */
	private double jitter = 0.2;

	/**
	 * Time limit for a check.
	 */
	private Duration timeout = Duration.ofSeconds(1);

	/**
	 * Number of checks in a row that must pass until a peer that is down is up.
	 */
	private int rise = 2;

	/**
	 * Number of checks in a row that must fail until a peer is down.
	 */
	private int fall = 3;

	/**
	 * Port to check instead of that of the peer.
	 */
	private @Nullable Integer port;

	public @Nullable HealthCheckType getType() {
		return this.type;
	}

	public void setType(@Nullable HealthCheckType type) {
		this.type = type;
	}

	public @Nullable String getPath() {
		return this.path;
	}

	public void setPath(@Nullable String path) {
		this.path = path;
	}

	public @Nullable String getService() {
		return this.service;
	}

	public void setService(@Nullable String service) {
		this.service = service;
	}

	public List<String> getStatuses() {
		return this.statuses;
	}

	public void setStatuses(List<String> statuses) {
		this.statuses = statuses;
	}

	public Duration getInterval() {
		return this.interval;
	}

	public void setInterval(Duration interval) {
		this.interval = interval;
	}

	public double getJitter() {
		return this.jitter;
	}

	public void setJitter(double jitter) {
		this.jitter = jitter;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public int getRise() {
		return this.rise;
	}

	public void setRise(int rise) {
		this.rise = rise;
	}

	public int getFall() {
		return this.fall;
	}

	public void setFall(int fall) {
		this.fall = fall;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

}
