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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;

import dev.detour.proxy.group.PolicyHooks;
import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.policy.AttemptTimeout;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.RetryPolicy;

/**
 * Puts the policies from properties behind handlers. A handler for which there are none
 * stays as it is.
 *
 * @since 0.1.0
 */
public final class HandlerPolicies implements UnaryOperator<List<HandlerMapping>> {

	private static final ConfigurationPropertyName FAILOVER = ConfigurationPropertyName.of("proxy.failover");

	private static final ConfigurationPropertyName HANDLERS = FAILOVER.append("handlers");

	/**
	 * What is for all handlers. The number of attempts is that of the gateway anyway.
	 */
	private static final List<String> OF_ALL = List.of("retry-on", "repeatable-methods", "timeout", "attempt-timeout",
			"backoff", "budget");

	private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

	private final ConfigurableEnvironment environment;

	private final BooleanSupplier shuttingDown;

	/**
	 * Creates the policies.
	 * @param environment has the properties
	 * @param shuttingDown tells whether the gateway is shutting down
	 */
	public HandlerPolicies(ConfigurableEnvironment environment, BooleanSupplier shuttingDown) {
		this.environment = environment;
		this.shuttingDown = shuttingDown;
	}

	/**
	 * Puts policies behind handlers.
	 * @param handlers all handlers
	 * @return all handlers, those with a policy changed
	 * @throws InvalidRoutesException if something is wrong with the properties, or they
	 * name a handler that there is not
	 */
	@Override
	public List<HandlerMapping> apply(List<HandlerMapping> handlers) {
		PropertyProblems problems = new PropertyProblems(ConfigurationPropertySources.get(this.environment));
		if (!problems.isSet(FAILOVER)) {
			return handlers;
		}
		PropertyBinder binder = new PropertyBinder(Binder.get(this.environment), problems);
		binder.check(FAILOVER, Bindable.of(HandlerFailoverProperties.class));
		Map<String, String> keys = keys(binder.map(HANDLERS, HandlerPolicyProperties.class), handlers, problems);
		List<HandlerMapping> ruled = new ArrayList<>();
		for (HandlerMapping handler : handlers) {
			ruled.add(apply(handler, keys.get(handler.handler()), binder));
		}
		if (!problems.all().isEmpty()) {
			throw new InvalidRoutesException("handlers", problems.all());
		}
		return ruled;
	}

	/**
	 * Finds out whose the properties are. A name may be written as properties are.
	 * @param properties the properties by the names that they are under
	 * @param handlers all handlers
	 * @param problems gets those that are nobody's
	 * @return the names that properties are under, by the names of handlers
	 */
	private static Map<String, String> keys(Map<String, ?> properties, List<HandlerMapping> handlers,
			PropertyProblems problems) {
		Map<String, String> keys = new TreeMap<>();
		for (String key : properties.keySet()) {
			List<String> names = handlers.stream()
				.map(HandlerMapping::handler)
				.filter((name) -> name.equals(key) || uniform(name).equals(uniform(key)))
				.sorted((one, other) -> Boolean.compare(other.equals(key), one.equals(key)))
				.toList();
			if (names.isEmpty()) {
				problems.add(problems.element(HANDLERS, key), "There is no handler '" + key + "': there are "
						+ handlers.stream().map(HandlerMapping::handler).sorted().toList());
			}
			else {
				keys.put(names.get(0), key);
			}
		}
		return keys;
	}

	private static String uniform(String name) {
		return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	private HandlerMapping apply(HandlerMapping handler, @Nullable String key, PropertyBinder binder) {
		Section section = new Section(binder.problems(), FAILOVER, null);
		HandlerPolicyProperties properties = new HandlerPolicyProperties();
		binder.bind(FAILOVER, Bindable.ofInstance(properties));
		if (key != null) {
			section = new Section(binder.problems(), binder.problems().element(HANDLERS, key), FAILOVER);
			binder.bind(section.name(), Bindable.ofInstance(properties));
		}
		else if (OF_ALL.stream().noneMatch(section::isSet)) {
			return handler;
		}
		FailoverPolicy limits = limits(properties, section);
		RetryPolicy policy = policy(properties, section);
		if (!binder.problems().all().isEmpty()) {
			return handler;
		}
		return new HandlerMapping(handler.handler(), hooks(handler.hooks(), limits, policy), handler.paths(),
				handler.hosts(), handler.methods(), handler.conditions(), handler.order());
	}

	private static <C> ProxyHooks<C> hooks(ProxyHooks<C> hooks, @Nullable FailoverPolicy limits,
			@Nullable RetryPolicy policy) {
		return new PolicyHooks<>(hooks, limits, policy, RANDOM);
	}

	private @Nullable FailoverPolicy limits(HandlerPolicyProperties properties, Section section) {
		section.atLeast("max-attempts", properties.getMaxAttempts(), 1);
		AttemptTimeout attemptTimeout = FailoverMapper.times(properties.getTimeout(), properties.getAttemptTimeout(),
				section);
		var budget = GroupMapper.budget(properties.getBudget().forGroup(), section.below("budget"));
		if (!section.problems().all().isEmpty()) {
			return null;
		}
		return new FailoverPolicy(properties.getMaxAttempts(), properties.getTimeout(), budget.get(), this.shuttingDown,
				attemptTimeout);
	}

	private static @Nullable RetryPolicy policy(HandlerPolicyProperties properties, Section section) {
		if (!properties.getRetryOn().isEmpty()) {
			return FailoverMapper.policy(properties.getRetryOn(), properties.getBackoff(),
					properties.getRepeatableMethods(), section);
		}
		for (String key : List.of("backoff", "repeatable-methods")) {
			if (section.isSet(key)) {
				section.problem(key, "Has no effect without 'retry-on'");
			}
		}
		return null;
	}

}
