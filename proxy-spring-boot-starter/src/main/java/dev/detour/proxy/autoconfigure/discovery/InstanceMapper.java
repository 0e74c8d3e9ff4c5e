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

package dev.detour.proxy.autoconfigure.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;

import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.source.SourceSettings;

/**
 * Instances of a service to peers. One that cannot be a peer is left out, and reported
 * once.
 */
final class InstanceMapper {

	private static final Logger logger = LoggerFactory.getLogger(InstanceMapper.class);

	private static final String WEIGHT = "weight";

	private static final String SECURE = "secure";

	private final SourceSettings.Instances settings;

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	InstanceMapper(SourceSettings.Instances settings) {
		this.settings = settings;
	}

	/**
	 * Makes peers.
	 * @param instances the instances
	 * @return the peers, in an order of their own
	 */
	List<Peer> peers(List<ServiceInstance> instances) {
		List<Peer> peers = new ArrayList<>();
		Set<ConnectionKey> keys = new HashSet<>();
		for (ServiceInstance instance : instances) {
			Peer peer = peer(instance);
			if (peer != null && keys.add(peer.connectionKey())) {
				peers.add(peer);
			}
		}
		peers.sort(Comparator.comparing(Peer::toString));
		return peers;
	}

	private @Nullable Peer peer(ServiceInstance instance) {
		try {
			Map<String, String> metadata = (instance.getMetadata() != null) ? instance.getMetadata() : Map.of();
			String host = host(instance.getHost());
			boolean secure = instance.isSecure() || Boolean.parseBoolean(metadata.get(SECURE));
			Peer peer = secure ? this.settings.secureAt(host, instance.getPort())
					: this.settings.plainAt(host, instance.getPort());
			String weight = metadata.get(WEIGHT);
			return (weight != null) ? weighted(peer, weight) : peer;
		}
		catch (IllegalArgumentException ex) {
			report(instance.getHost() + ":" + instance.getPort(), "is left out", ex);
			return null;
		}
	}

	private Peer weighted(Peer peer, String weight) {
		try {
			return peer.withWeight(Integer.parseInt(weight.strip()));
		}
		catch (IllegalArgumentException ex) {
			report(peer.address().toString(), "has weight 1", ex);
			return peer;
		}
	}

	private void report(String instance, String outcome, IllegalArgumentException ex) {
		if (this.reported.add(instance + outcome)) {
			logger.warn("Instance {} of '{}' {}: {}", instance, this.settings.name(), outcome, ex.getMessage());
		}
	}

	private static String host(@Nullable String host) {
		if (host == null) {
			throw new IllegalArgumentException("It has no host");
		}
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

}
