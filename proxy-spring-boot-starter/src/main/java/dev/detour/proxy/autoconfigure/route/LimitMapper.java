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
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;

import dev.detour.proxy.exchange.OverloadRules;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.overload.LimitSettings.Bounds;

/**
 * Properties to limits of exchanges.
 *
 * @since 0.1.0
 */
public final class LimitMapper {

	private static final String LIBRARY = "com.netflix.concurrency-limits:concurrency-limits-core";

	private static final int INITIAL = 20;

	private final @Nullable Bounds bounds;

	/**
	 * Creates a mapper.
	 * @param bounds makes limits that find themselves, or {@code null} if the library for
	 * that is not there
	 */
	public LimitMapper(@Nullable Bounds bounds) {
		this.bounds = bounds;
	}

	/**
	 * Makes what the gateway says and has by itself.
	 * @param properties the properties
	 * @param environment where they are from
	 * @return the rules
	 * @throws InvalidRoutesException if something is wrong
	 */
	public OverloadRules gateway(GatewayOverloadProperties properties, ConfigurableEnvironment environment) {
		PropertyProblems problems = new PropertyProblems(ConfigurationPropertySources.get(environment));
		Section section = new Section(problems, ConfigurationPropertyName.of("proxy.overload"), null);
		LimitSettings settings = map(properties, section);
		section.positive("retry-after", properties.getRetryAfter());
		if (!problems.all().isEmpty()) {
			throw new InvalidRoutesException("overload protection", problems.all());
		}
		return new OverloadRules((settings != null) ? settings.limit(LimitScope.GATEWAY, "gateway", bounds()) : null,
				properties.getRetryAfter());
	}

	/**
	 * Returns what makes limits that find themselves.
	 * @return what makes them, or says that it cannot
	 */
	Bounds bounds() {
		return (this.bounds != null) ? this.bounds : (settings, max) -> {
			throw new IllegalStateException("An adaptive limit needs the library " + LIBRARY);
		};
	}

	/**
	 * Makes the settings of a limit.
	 * @param properties the properties
	 * @param section where they are
	 * @return the settings, or {@code null} if there is no limit or something is wrong
	 */
	@Nullable LimitSettings map(OverloadProperties properties, Section section) {
		Integer max = properties.getMaxExchanges();
		section.atLeast("max-exchanges", max, 1);
		Section queue = section.below("queue");
		Duration timeout = properties.getQueue().getTimeout();
		queue.atLeast("max-size", properties.getQueue().getMaxSize(), 0);
		queue.positive("timeout", timeout);
		if (max == null) {
			List.of("queue", "adaptive")
				.stream()
				.filter(section::isSet)
				.forEach((key) -> section.problem(key, "Has no effect without 'max-exchanges', which is the limit"));
			return null;
		}
		LimitSettings.Adaptive adaptive = adaptive(properties.getAdaptive(), max, section.below("adaptive"));
		return section.problems().all().isEmpty()
				? new LimitSettings(max, adaptive, properties.getQueue().getMaxSize(), timeout) : null;
	}

	private LimitSettings.@Nullable Adaptive adaptive(OverloadProperties.Adaptive adaptive, int max, Section section) {
		if (!adaptive.isEnabled()) {
			return null;
		}
		if (this.bounds == null) {
			section.problem("enabled", "Needs the library " + LIBRARY + ": add it to the dependencies");
		}
		int min = adaptive.getMinExchanges();
		section.atLeast("min-exchanges", min, 1);
		if (min > max) {
			section.problem("min-exchanges", "Must not be more than 'max-exchanges' " + max);
		}
		Integer given = adaptive.getInitialExchanges();
		int initial = (given != null) ? given : Math.min(Math.max(INITIAL, min), max);
		if (given != null && (given < min || given > max)) {
			section.problem("initial-exchanges", "Must be from 'min-exchanges' " + min + " to 'max-exchanges' " + max);
		}
		return section.problems().all().isEmpty() ? new LimitSettings.Adaptive(adaptive.getAlgorithm(), min, initial)
				: null;
	}

}
