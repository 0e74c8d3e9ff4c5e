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

package dev.detour.proxy.source;

import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;

/**
 * Where the members of a group come from, and what each of them is to be like. Immutable
 * values; a source whose settings are equal to others finds the same.
 *
 * @since 0.1.0
 */
public sealed interface SourceSettings {

	/**
	 * Returns what is looked up.
	 * @return the name
	 */
	String name();

	/**
	 * Returns when it is looked up.
	 * @return the times
	 */
	Refresh refresh();

	/**
	 * Returns the kind of the source.
	 * @return {@code dns}, {@code srv} or {@code discovery}
	 */
	String kind();

	/**
	 * Makes a peer at another address.
	 * @param template what else the peer is like
	 * @param host the host
	 * @param port the port
	 * @return the peer
	 * @throws IllegalArgumentException if that is no address
	 */
	private static Peer at(Peer template, String host, int port) {
		return new Peer(template.connectionKey().withAddress(PeerAddress.of(host, port)), template.options());
	}

	/**
	 * Every address of a name is a member (A and AAAA records). To its peer, a member is
	 * still the name: for TLS, and as {@code Host} where the client sent none.
	 *
	 * @param name the name
	 * @param template the peer with the name as its host
	 * @param family which addresses
	 * @param refresh when they are looked up
	 */
	record Addresses(String name, Peer template, AddressFamily family, Refresh refresh) implements SourceSettings {

		/**
		 * Checks the name.
		 * @param name the name
		 * @param template the peer with the name as its host
		 * @param family which addresses
		 * @param refresh when they are looked up
		 */
		public Addresses {
			DnsName.check(name);
			if (!(template.address() instanceof PeerAddress.Inet)) {
				throw new IllegalArgumentException("'template' must have a port, but was " + template);
			}
		}

		@Override
		public String kind() {
			return "dns";
		}

		Peer at(String address) {
			ConnectionKey key = this.template.connectionKey();
			Peer bare = SourceSettings.at(this.template, address, ((PeerAddress.Inet) key.address()).port());
			Peer peer = new Peer(bare.connectionKey(), bare.options().withKnownAs(key.authority()));
			boolean named = key.tls() == null || key.tls().sni() != null;
			return named ? peer : peer.withSni(DnsName.withoutEnd(this.name));
		}

	}

	/**
	 * Every target of a service is a member (SRV records, RFC 2782), with its port,
	 * priority, and weight.
	 *
	 * @param name the name of the service, such as {@code _http._tcp.users.internal}
	 * @param template what else the peers are like
	 * @param refresh when the records are looked up
	 */
	record Services(String name, Peer template, Refresh refresh) implements SourceSettings {

		/**
		 * Checks the name.
		 * @param name the name of the service
		 * @param template what else the peers are like
		 * @param refresh when the records are looked up
		 */
		public Services {
			DnsName.check(name);
		}

		@Override
		public String kind() {
			return "srv";
		}

		Peer at(String host, int port) {
			return SourceSettings.at(this.template, host, port);
		}

	}

	/**
	 * Every instance of a service that a registry knows is a member.
	 *
	 * @param name the name of the service
	 * @param plain what else the peers are like that speak plain HTTP
	 * @param secure what else those are like that speak TLS
	 * @param refresh when the instances are looked up
	 */
	record Instances(String name, Peer plain, Peer secure, Refresh refresh) implements SourceSettings {

		/**
		 * Checks the name.
		 * @param name the name of the service
		 * @param plain what else the peers are like that speak plain HTTP
		 * @param secure what else those are like that speak TLS
		 * @param refresh when the instances are looked up
		 */
		public Instances {
			if (name.isBlank()) {
				throw new IllegalArgumentException("'name' must not be blank");
			}
		}

		@Override
		public String kind() {
			return "discovery";
		}

		/**
		 * Makes the peer of an instance without TLS.
		 * @param host the host
		 * @param port the port
		 * @return the peer
		 * @throws IllegalArgumentException if that is no address
		 */
		public Peer plainAt(String host, int port) {
			return SourceSettings.at(this.plain, host, port);
		}

		/**
		 * Makes the peer of an instance with TLS.
		 * @param host the host
		 * @param port the port
		 * @return the peer
		 * @throws IllegalArgumentException if that is no address
		 */
		public Peer secureAt(String host, int port) {
			return SourceSettings.at(this.secure, host, port);
		}

	}

}
