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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * What is wrong with properties, each problem once.
 */
final class PropertyProblems {

	private static final Set<String> SECRETS = Set.of("secret", "forward-proxy");

	private final List<ConfigurationPropertySource> sources;

	private final Map<String, PropertyProblem> problems = new LinkedHashMap<>();

	PropertyProblems(Iterable<ConfigurationPropertySource> sources) {
		List<ConfigurationPropertySource> all = new ArrayList<>();
		sources.forEach(all::add);
		this.sources = List.copyOf(all);
	}

	Collection<PropertyProblem> all() {
		return this.problems.values();
	}

	/**
	 * Adds a problem.
	 * @param name the property
	 * @param reason what is wrong and what to do, without a full stop
	 */
	void add(ConfigurationPropertyName name, String reason) {
		ConfigurationProperty property = find(name);
		if (property == null && name.isLastElementIndexed()) {
			// A list in one line
			property = find(name.getParent());
		}
		if (property == null) {
			property = firstBelow(name);
		}
		PropertyProblem problem = (property != null)
				? new PropertyProblem(property.getName().toString(),
						isSecret(property.getName()) ? null : property.getValue(), property.getOrigin(), reason)
				: new PropertyProblem(name.toString(), null, null, reason);
		this.problems.putIfAbsent(problem.property() + ' ' + reason, problem);
	}

	private static boolean isSecret(ConfigurationPropertyName name) {
		return SECRETS.contains(name.getLastElement(ConfigurationPropertyName.Form.DASHED));
	}

	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : this.sources) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private @Nullable ConfigurationProperty firstBelow(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName candidate : iterable) {
					if (name.isAncestorOf(candidate)) {
						return source.getConfigurationProperty(candidate);
					}
				}
			}
		}
		return null;
	}

	/**
	 * Names an element of a map as it is set: plainly, or in brackets.
	 * @param map the map
	 * @param key its key, as it was written
	 * @return the name
	 */
	ConfigurationPropertyName element(ConfigurationPropertyName map, String key) {
		String lower = key.toLowerCase(Locale.ROOT).replace('_', '-');
		boolean valid = ConfigurationPropertyName.isValid(lower) && lower.indexOf('.') < 0;
		ConfigurationPropertyName plain = valid ? map.append(lower) : null;
		return (plain != null && (lower.equals(key) || isSet(plain))) ? plain : map.append("[" + key + "]");
	}

	/**
	 * Returns whether a property, or one below it, is set.
	 * @param name the property
	 * @return {@code true} if it is
	 */
	boolean isSet(ConfigurationPropertyName name) {
		return this.sources.stream()
			.anyMatch((source) -> source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT);
	}

}
