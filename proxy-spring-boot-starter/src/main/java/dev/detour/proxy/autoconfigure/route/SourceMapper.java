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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.source.Refresh;
import dev.detour.proxy.source.SourceSettings;

/**
 * Properties to sources of peers.
 */
final class SourceMapper {

	private static final String UNAVAILABLE = "Needs a registry: a bean of type DiscoveryClient or"
			+ " ReactiveDiscoveryClient, as Spring Cloud's starters for Consul, Eureka, Kubernetes and so on bring"
			+ " with spring-cloud-commons";

	private final BooleanSupplier discovery;

	/**
	 * Creates a mapper.
	 * @param discovery whether there is a registry of services
	 */
	SourceMapper(BooleanSupplier discovery) {
		this.discovery = discovery;
	}

	/**
	 * Returns where the peers come from.
	 * @param section where the group or route is
	 * @param members its properties
	 * @return the keys that say so, exactly one if all is well
	 */
	static List<String> given(Section section, MembersProperties members) {
		List<String> given = new ArrayList<>();
		if (section.isSet("discovery")) {
			given.add("discovery");
		}
		if (section.isSet("dns")) {
			given.add("dns");
		}
		if (!members.getPeers().isEmpty()) {
			given.add("peers");
		}
		return given;
	}

	/**
	 * Makes a source.
	 * @param section where the group is
	 * @param members its properties
	 * @param peers gives peers their options
	 * @return the source, or {@code null} if the peers are named or something is wrong
	 */
	@Nullable SourceSettings map(Section section, MembersProperties members, PeerMapper peers) {
		List<String> given = given(section, members);
		Refresh refresh = refresh(section.below("refresh"), members.getRefresh());
		if (given.equals(List.of("peers"))) {
			if (section.isSet("refresh")) {
				section.problem("refresh", "Has no effect without 'dns' or 'discovery'");
			}
			return null;
		}
		if (given.size() != 1) {
			return null;
		}
		for (String key : List.of("weights", "priorities")) {
			if (section.isSet(key)) {
				section.problem(key, "Has no effect with '" + given.get(0) + "', which says it itself");
			}
		}
		return given.contains("dns") ? dns(section.below("dns"), members.getDns(), peers, refresh)
				: discovered(section.below("discovery"), members.getDiscovery(), peers, refresh);
	}

	/**
	 * Makes the times.
	 * @param section where they are
	 * @param properties the properties
	 * @return the times, those by default if something is wrong, so that the rest is
	 * checked
	 */
	private static Refresh refresh(Section section, RefreshProperties properties) {
		check(section, properties);
		try {
			return refresh(properties);
		}
		catch (IllegalArgumentException ex) {
			return refresh(new RefreshProperties());
		}
	}

	private static Refresh refresh(RefreshProperties refresh) {
		return new Refresh(refresh.getInterval(), refresh.getMinInterval(), refresh.getMaxInterval(),
				refresh.getJitter(), refresh.getTimeout(), refresh.getRemoveAfter());
	}

	private static void check(Section section, RefreshProperties refresh) {
		section.positive("interval", refresh.getInterval());
		section.positive("min-interval", refresh.getMinInterval());
		section.positive("max-interval", refresh.getMaxInterval());
		section.positive("timeout", refresh.getTimeout());
		section.share("jitter", refresh.getJitter());
		section.atLeast("remove-after", refresh.getRemoveAfter(), 1);
		if (refresh.getMaxInterval().compareTo(refresh.getMinInterval()) < 0) {
			section.problem("max-interval", "Must not be less than 'min-interval' " + refresh.getMinInterval());
		}
	}

	private static @Nullable SourceSettings dns(Section section, DnsProperties dns, PeerMapper peers, Refresh refresh) {
		String name = dns.getName();
		String service = dns.getSrv();
		if ((name == null) == (service == null)) {
			section.problem("",
					"Must have exactly one of 'name' and 'srv', but has " + ((name != null) ? "both" : "none"));
			return null;
		}
		if (service != null) {
			for (String key : List.of("port", "family")) {
				if (section.isSet(key)) {
					section.problem(key, "Has no effect with 'srv', whose records say it");
				}
			}
			Peer template = peers.withOptions(section, "srv", () -> bare(dns.getScheme(), "target", null));
			return (template != null)
					? section.check("srv", () -> new SourceSettings.Services(service, template, refresh)) : null;
		}
		String key = section.isSet("port") ? "port" : "name";
		Peer named = section.check(key, () -> bare(dns.getScheme(), "name", dns.getPort()));
		Peer template = (named != null)
				? peers.withOptions(section, "name", () -> bare(dns.getScheme(), String.valueOf(name), dns.getPort()))
				: null;
		return (template != null)
				? section.check("name",
						() -> new SourceSettings.Addresses(String.valueOf(name), template, dns.getFamily(), refresh))
				: null;
	}

	private @Nullable SourceSettings discovered(Section section, DiscoveryProperties discovery, PeerMapper peers,
			Refresh refresh) {
		String service = discovery.getService();
		if (service == null) {
			section.problem("service", "Must be set");
			return null;
		}
		if (!this.discovery.getAsBoolean()) {
			section.problem("service", UNAVAILABLE);
		}
		Supplier<Peer> http = () -> bare(PeerScheme.HTTP, "instance", null);
		Supplier<Peer> https = () -> bare(PeerScheme.HTTPS, "instance", null);
		PeerScheme scheme = discovery.getScheme();
		Peer plain = peers.withOptions(section, "service", (scheme != PeerScheme.HTTPS) ? http : https);
		Peer secure = peers.withOptions(section, "service", (scheme != PeerScheme.HTTP) ? https : http);
		return (plain != null && secure != null)
				? section.check("service", () -> new SourceSettings.Instances(service, plain, secure, refresh)) : null;
	}

	private static Peer bare(PeerScheme scheme, String host, @Nullable Integer port) {
		return switch (scheme) {
			case HTTP -> Peer.http(host, (port != null) ? port : 80);
			case HTTPS -> Peer.https(host, (port != null) ? port : 443);
		};
	}

}
