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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.source.AddressFamily;

/**
 * Peers from name servers.
 *
 * @since 0.1.0
 */
public class DnsProperties {

	/**
	 * Name whose addresses are the peers.
	 */
	private @Nullable String name;

	/**
	 * Name of a service, such as "_http._tcp.users.internal", whose targets are the
	 * peers, with their ports, priorities, and weights (SRV records).
	 */
	private @Nullable String srv;

	/**
	 * Port of the peers that a name stands for. By default, that of the scheme.
	 */
	private @Nullable Integer port;

	/**
	 * Whether peers are spoken with in plain text ("http") or over TLS ("https").
	 */
	private PeerScheme scheme = PeerScheme.HTTP;

	/**
	 * Which addresses of a name are peers: "ipv4", "ipv6", or "any".
	 */
	private AddressFamily family = AddressFamily.ANY;

	public @Nullable String getName() {
		return this.name;
	}

	public void setName(@Nullable String name) {
		this.name = name;
	}

	public @Nullable String getSrv() {
		return this.srv;
	}

	public void setSrv(@Nullable String srv) {
		this.srv = srv;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public PeerScheme getScheme() {
		return this.scheme;
	}

	public void setScheme(PeerScheme scheme) {
		this.scheme = scheme;
	}

	public AddressFamily getFamily() {
		return this.family;
	}

	public void setFamily(AddressFamily family) {
		this.family = family;
	}

}
