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

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;

import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.handler.HandlerProblem;
import dev.detour.proxy.handler.InvalidProxyHandlerException;
import dev.detour.proxy.handler.ProxyHandlerRegistry;
import dev.detour.proxy.hook.Answer;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.route.GroupSettings;
import dev.detour.proxy.route.RouteConfiguration;
import dev.detour.proxy.route.RouteSettings;

/**
 * Reads routes and groups from the environment, each time anew, and finds all that is
 * wrong with them.
 */
final class RouteConfigurationReader implements Supplier<RouteConfiguration> {

	private static final ConfigurationPropertyName PROXY = ConfigurationPropertyName.of("proxy");

	private static final ConfigurationPropertyName DEFAULTS = PROXY.append("defaults");

	private static final List<String> OF_GROUP = List.of("weights", "priorities", "load-balancing", "hash-key",
			"hash-bound", "slow-start", "sticky", "panic", "outlier", "health", "peer", "failover.budget");

	private final ConfigurableEnvironment environment;

	private final GroupMapper groupMapper;

	RouteConfigurationReader(ConfigurableEnvironment environment) {
		this.environment = environment;
		byte[] secret = new byte[32];
		new SecureRandom().nextBytes(secret);
		this.groupMapper = new GroupMapper(secret);
	}

	/**
	 * Reads the configuration.
	 * @return the configuration
	 * @throws InvalidRoutesException if something is wrong
	 */
	@Override
	public RouteConfiguration get() {
		PropertyProblems problems = new PropertyProblems(ConfigurationPropertySources.get(this.environment));
		PropertyBinder binder = new PropertyBinder(Binder.get(this.environment), problems);
		binder.check(DEFAULTS, Bindable.of(RouteDefaultsProperties.class));
		Map<String, GroupProperties> groups = binder.map(PROXY.append("groups"), GroupProperties.class);
		Map<String, RouteProperties> routes = binder.map(PROXY.append("routes"), RouteProperties.class);
		Map<String, GroupSettings> groupSettings = new LinkedHashMap<>();
		groups.keySet().forEach((name) -> readGroup(name, binder, groupSettings));
		List<RouteSettings> routeSettings = new ArrayList<>();
		routes.keySet().forEach((id) -> readRoute(id, binder, groups, groupSettings, routeSettings));
		reportTies(routeSettings, problems);
		if (!problems.all().isEmpty()) {
			throw new InvalidRoutesException(problems.all());
		}
		return new RouteConfiguration(List.copyOf(groupSettings.values()), routeSettings);
	}

	private void readGroup(String name, PropertyBinder binder, Map<String, GroupSettings> result) {
		Section section = section(binder, "groups", name);
		GroupProperties group = new GroupProperties();
		binder.bind(DEFAULTS, Bindable.of(PeersProperties.class).withExistingValue(group));
		ConfigurationPropertyName budget = DEFAULTS.append("failover.budget");
		binder.bind(budget, Bindable.ofInstance(group.getBudget()));
		binder.bind(section.name(), Bindable.ofInstance(group));
		if (group.getPeers().isEmpty()) {
			section.problem("peers", "Must name at least one peer, such as 'http://10.0.0.1:8080'");
		}
		List<Peer> peers = new PeerMapper(section, group.getPeer()).peers(section, group);
		GroupSettings settings = this.groupMapper.map(name, group, section, peers, group.getBudget(),
				section.below("budget").withDefaults(budget));
		if (settings != null) {
			result.put(name, settings);
		}
	}

	private void readRoute(String id, PropertyBinder binder, Map<String, GroupProperties> groups,
			Map<String, GroupSettings> groupSettings, List<RouteSettings> result) {
		Section section = section(binder, "routes", id);
		RouteProperties route = new RouteProperties();
		binder.bind(DEFAULTS, Bindable.of(PeersProperties.class).withExistingValue(route));
		binder.bind(DEFAULTS.append("failover"), Bindable.ofInstance(route.getFailover()));
		binder.bind(DEFAULTS.append("request-headers"), Bindable.ofInstance(route.getRequestHeaders()));
		binder.bind(DEFAULTS.append("response-headers"), Bindable.ofInstance(route.getResponseHeaders()));
		binder.bind(section.name(), Bindable.ofInstance(route));
		String group = route.getGroup();
		if (group != null) {
			if (!groups.containsKey(group)) {
				section.problem("group", "There is no such group in 'proxy.groups'"
						+ (groups.isEmpty() ? "" : ": there are " + groups.keySet()));
			}
			OF_GROUP.stream()
				.filter(section::isSet)
				.forEach((key) -> section.problem(key, "Belongs to the group: set it in 'proxy.groups." + group + "'"));
		}
		else if (!route.getPeers().isEmpty()) {
			if (groups.containsKey(id)) {
				section.problem("peers", "Group '" + id
						+ "' has the name of this route, whose own peers are a group too: rename one of them");
			}
			List<Peer> peers = new PeerMapper(section, route.getPeer()).peers(section, route);
			GroupSettings settings = this.groupMapper.map(id, route, section, peers, route.getFailover().getBudget(),
					section.below("failover").below("budget"));
			if (settings != null) {
				groupSettings.putIfAbsent(id, settings);
			}
		}
		MirrorMapper.check(route, section.below("mirror"), groups.keySet());
		RouteSettings settings = RouteMapper.map(id, route, section);
		if (settings != null) {
			result.add(settings);
		}
	}

	private static Section section(PropertyBinder binder, String kind, String name) {
		return new Section(binder.problems(), PropertyBinder.element(PROXY.append(kind), name), DEFAULTS);
	}

	private static void reportTies(List<RouteSettings> routes, PropertyProblems problems) {
		ProxyHooks<Object> none = (exchange) -> Answer.none();
		List<HandlerMapping> mappings = routes.stream()
			.map((route) -> new HandlerMapping(route.id(), none, route.match().paths(), route.match().hosts(),
					route.match().methods(), route.match().conditions(), route.match().order()))
			.toList();
		try {
			ProxyHandlerRegistry.of(mappings);
		}
		catch (InvalidProxyHandlerException ex) {
			for (HandlerProblem problem : ex.getProblems()) {
				ConfigurationPropertyName route = PropertyBinder.element(PROXY.append("routes"), problem.handler());
				problems.add(route.append("path"),
						RouteMapper.capitalize(problem.description().replace("of handler", "of route"))
								+ ". Make a path, host, method or condition more specific, or set a different 'order'");
			}
		}
	}

}
