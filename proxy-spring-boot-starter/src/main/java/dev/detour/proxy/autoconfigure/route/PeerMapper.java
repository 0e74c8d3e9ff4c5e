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

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.autoconfigure.route.PeerProperties.Ssl;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.ForwardProxy;
import dev.detour.proxy.peer.Peer;

/**
 * Properties to peers.
 */
final class PeerMapper {

	private final Section section;

	private final PeerProperties options;

	private final @Nullable ForwardProxy proxy;

	PeerMapper(Section section, PeerProperties options) {
		this.section = section.below("peer");
		this.options = options;
		check();
		String uri = options.getForwardProxy();
		this.proxy = (uri != null) ? this.section.check("forward-proxy", () -> forwardProxy(uri)) : null;
	}

	private void check() {
		this.section.positive("connect-timeout", this.options.getConnectTimeout());
		this.section.positive("total-connect-timeout", this.options.getTotalConnectTimeout());
		this.section.positive("read-timeout", this.options.getReadTimeout());
		this.section.positive("write-timeout", this.options.getWriteTimeout());
		this.section.notNegative("idle-timeout", this.options.getIdleTimeout());
		this.section.atLeast("max-connections", this.options.getMaxConnections(), 1);
		String host = this.options.getHostHeader();
		if (host != null) {
			this.section.check("host-header", () -> Peer.http("any", 80).withHostHeader(host));
		}
	}

	/**
	 * Makes the peers of a group.
	 * @param group where they are
	 * @param members their URIs, weights, and priorities
	 * @return the peers; fewer if something is wrong
	 */
	List<Peer> peers(Section group, MembersProperties members) {
		List<String> uris = members.getPeers();
		List<Integer> weights = members.getWeights();
		List<Integer> priorities = members.getPriorities();
		checkCount(group, "weights", weights, uris);
		checkCount(group, "priorities", priorities, uris);
		if (!weights.isEmpty() && weights.stream().allMatch((weight) -> weight == 0)) {
			group.problem("weights", "At least one must be more than 0, or no peer gets anything");
		}
		List<Peer> peers = new ArrayList<>();
		Set<ConnectionKey> keys = new HashSet<>();
		for (int i = 0; i < uris.size(); i++) {
			int index = i;
			String uri = uris.get(i);
			String key = "peers[" + i + "]";
			Peer peer = group.check(key, () -> Peer.of(URI.create(uri)));
			peer = (peer != null) ? group.check(key, withOptions(peer)) : null;
			peer = (peer != null) ? weighted(peer, at(weights, index, 1), at(priorities, index, 0)) : null;
			if (peer != null && !keys.add(peer.connectionKey())) {
				group.problem(key, "Peer '" + peer + "' must not be there twice");
			}
			else if (peer != null) {
				peers.add(peer);
			}
		}
		return peers;
	}

	/**
	 * Gives a peer the options of the group.
	 * @param place where the peer is
	 * @param key the property that names it
	 * @param bare makes the peer
	 * @return the peer, or {@code null} if something is wrong
	 */
	@Nullable Peer withOptions(Section place, String key, Supplier<Peer> bare) {
		Peer peer = place.check(key, bare);
		return (peer != null) ? place.check(key, withOptions(peer)) : null;
	}

	private static void checkCount(Section group, String key, List<Integer> numbers, List<String> uris) {
		if (!numbers.isEmpty() && numbers.size() != uris.size()) {
			group.problem(key,
					"There must be one for each of the " + uris.size() + " peers, but there are " + numbers.size());
		}
		if (numbers.stream().anyMatch((number) -> number < 0)) {
			group.problem(key, "Must not be negative");
		}
	}

	private static int at(List<Integer> numbers, int index, int other) {
		return (index < numbers.size()) ? Math.max(0, numbers.get(index)) : other;
	}

	private static Peer weighted(Peer peer, int weight, int priority) {
		return peer.withWeight(weight).withPriority(priority);
	}

	private Supplier<Peer> withOptions(Peer bare) {
		return () -> {
			PeerProperties options = this.options;
			Peer peer = bare.withProtocols(options.getProtocols())
				.withConnectTimeout(options.getConnectTimeout())
				.withTotalConnectTimeout(options.getTotalConnectTimeout())
				.withReadTimeout(options.getReadTimeout())
				.withWriteTimeout(options.getWriteTimeout())
				.withIdleTimeout(options.getIdleTimeout());
			peer = (options.getMaxConnections() != null) ? peer.withMaxConnections(options.getMaxConnections()) : peer;
			peer = (options.getHostHeader() != null) ? peer.withHostHeader(options.getHostHeader()) : peer;
			peer = (options.getLocalAddress() != null) ? peer.withLocalAddress(options.getLocalAddress()) : peer;
			peer = (options.getProxyProtocol() != null) ? peer.withProxyProtocol(options.getProxyProtocol()) : peer;
			peer = (this.proxy != null) ? peer.withForwardProxy(this.proxy) : peer;
			return peer.isSecure() ? secured(peer, options.getSsl()) : peer;
		};
	}

	private static Peer secured(Peer bare, Ssl ssl) {
		Peer peer = bare.withVerifyCertificate(ssl.isVerifyCertificate()).withVerifyHostname(ssl.isVerifyHostname());
		peer = (ssl.getBundle() != null) ? peer.withSslBundle(ssl.getBundle()) : peer;
		peer = (ssl.getSni() != null) ? peer.withSni(ssl.getSni()) : peer;
		return (ssl.getAlternativeName() != null) ? peer.withAlternativeName(ssl.getAlternativeName()) : peer;
	}

	private static ForwardProxy forwardProxy(String text) {
		URI uri = URI.create(text);
		boolean socks = "socks5".equalsIgnoreCase(uri.getScheme());
		if ((!socks && !"http".equalsIgnoreCase(uri.getScheme())) || uri.getHost() == null || uri.getPort() < 0) {
			throw new IllegalArgumentException(
					"Must be like 'http://proxy:3128' or 'socks5://proxy:1080', with a port");
		}
		ForwardProxy proxy = socks ? ForwardProxy.socks5(uri.getHost(), uri.getPort())
				: ForwardProxy.http(uri.getHost(), uri.getPort());
		String user = uri.getUserInfo();
		if (user == null) {
			return proxy;
		}
		int colon = user.indexOf(':');
		return proxy.withCredentials((colon < 0) ? user : user.substring(0, colon),
				(colon < 0) ? "" : user.substring(colon + 1));
	}

}
