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

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Which peers stand in for each other, and how they are used.
 *
 * @since 0.1.0
 */
public class MembersProperties extends PeersProperties {

	/**
	 * Comma-separated list of URIs of peers.
	 */
	private List<String> peers = new ArrayList<>();

	/**
	 * Comma-separated list of the weights of the peers, in their order. All are 1 by
	 * default.
	 */
	private List<Integer> weights = new ArrayList<>();

	/**
	 * Comma-separated list of the priorities of the peers, in their order: the lowest
	 * number is used first. All are 0 by default.
	 */
	private List<Integer> priorities = new ArrayList<>();

	@NestedConfigurationProperty
	private final DnsProperties dns = new DnsProperties();

	@NestedConfigurationProperty
	private final DiscoveryProperties discovery = new DiscoveryProperties();

	public List<String> getPeers() {
		return this.peers;
	}

	public void setPeers(List<String> peers) {
		this.peers = peers;
	}

	public List<Integer> getWeights() {
		return this.weights;
	}

	public void setWeights(List<Integer> weights) {
		this.weights = weights;
	}

	public List<Integer> getPriorities() {
		return this.priorities;
	}

	public void setPriorities(List<Integer> priorities) {
		this.priorities = priorities;
	}

	public DnsProperties getDns() {
		return this.dns;
	}

	public DiscoveryProperties getDiscovery() {
		return this.discovery;
	}

}
