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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
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
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.route.GroupSettings;
import dev.detour.proxy.route.RouteConfiguration;
import dev.detour.proxy.route.RouteFallback;
import dev.detour.proxy.route.RouteSettings;
import dev.detour.proxy.source.SourceSettings;

/**
 * Reads routes and groups from the environment, each time anew, and finds all that is
 * wrong with them.
 */
final class RouteConfigurationReader implements Supplier<RouteConfiguration> {

	private static final ConfigurationPropertyName PROXY = ConfigurationPropertyName.of("proxy");

	private static final ConfigurationPropertyName DEFAULTS = PROXY.append("defaults");

	private static final List<String> OF_GROUP = List.of("weights", "priorities", "load-balancing", "hash-key",
			"hash-bound", "slow-start", "sticky", "panic", "outlier", "health", "peer", "refresh", "failover.budget");

	private final ConfigurableEnvironment environment;

	private final GroupMapper groupMapper;

	private final LimitMapper limitMapper;

	private final SourceMapper sourceMapper;

	/**
	 * Creates a reader.
	 * @param environment has the properties
	 * @param limitMapper makes the limits of exchanges
	 * @param discovery whether there is a registry of services
	 */
	RouteConfigurationReader(ConfigurableEnvironment environment, LimitMapper limitMapper, BooleanSupplier discovery) {
		this.environment = environment;
		this.limitMapper = limitMapper;
		this.sourceMapper = new SourceMapper(discovery);
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
		List<String> given = SourceMapper.given(section, group);
		if (given.isEmpty()) {
			section.problem("peers",
					"Must name at least one peer, such as 'http://10.0.0.1:8080', if there is no 'dns' or 'discovery'");
		}
		else if (given.size() > 1) {
			section.problem("",
					"Must have exactly one of 'discovery', 'dns' and 'peers', but has " + String.join(" and ", given));
		}
		GroupSettings settings = group(name, group, section, group.getBudget(),
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
		binder.bind(DEFAULTS.append("fallback"), Bindable.ofInstance(route.getFallback()));
		binder.bind(DEFAULTS.append("overload"), Bindable.ofInstance(route.getOverload()));
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
		else if (!SourceMapper.given(section, route).isEmpty()) {
			if (groups.containsKey(id)) {
				section.problem(SourceMapper.given(section, route).get(0), "Group '" + id
						+ "' has the name of this route, whose own peers are a group too: rename one of them");
			}
			GroupSettings settings = group(id, route, section, route.getFailover().getBudget(),
					section.below("failover").below("budget"));
			if (settings != null) {
				groupSettings.putIfAbsent(id, settings);
			}
		}
		MirrorMapper.check(route, section.below("mirror"), groups.keySet());
		RouteFallback fallback = FallbackMapper.map(route, groups.keySet(), section.below("fallback"));
		LimitSettings limit = this.limitMapper.map(route.getOverload(), section.below("overload"));
		RouteSettings settings = RouteMapper.map(id, route, fallback, limit, section);
		if (settings != null) {
			result.add(settings);
		}
	}

	private @Nullable GroupSettings group(String name, MembersProperties members, Section section,
			BudgetProperties budget, Section budgetSection) {
		PeerMapper mapper = new PeerMapper(section, members.getPeer());
		SourceSettings source = this.sourceMapper.map(section, members, mapper);
		List<Peer> peers = members.getPeers().isEmpty() ? List.of() : mapper.peers(section, members);
		return this.groupMapper.map(name, members, section, peers, source, budget, budgetSection);
	}

	private static Section section(PropertyBinder binder, String kind, String name) {
		return new Section(binder.problems(), binder.problems().element(PROXY.append(kind), name), DEFAULTS);
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
				ConfigurationPropertyName route = problems.element(PROXY.append("routes"), problem.handler());
				problems.add(route.append("path"),
						RouteMapper.capitalize(problem.description().replace("of handler", "of route"))
								+ ". Make a path, host, method or condition more specific, or set a different 'order'");
			}
		}
	}

}
