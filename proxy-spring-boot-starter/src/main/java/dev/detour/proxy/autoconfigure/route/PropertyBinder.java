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

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Binds properties, and goes on where one cannot be bound.
 *
 * @param binder binds
 * @param problems gets what cannot be bound
 */
record PropertyBinder(Binder binder, PropertyProblems problems) {

	/**
	 * Binds a map to find out what is in it and what is wrong with it.
	 * @param <T> the type of its values
	 * @param name the name of the map
	 * @param type the type of its values
	 * @return the map
	 */
	<T> Map<String, T> map(ConfigurationPropertyName name, Class<T> type) {
		Bindable<Map<String, T>> map = Bindable.mapOf(String.class, type);
		check(name, map);
		return this.binder.bind(name, map, new IgnoreErrorsBindHandler()).orElseGet(Map::of);
	}

	/**
	 * Finds out what is wrong, property by property.
	 * @param name the name
	 * @param target what it is bound to
	 */
	void check(ConfigurationPropertyName name, Bindable<?> target) {
		this.binder.bind(name, target, new Collector(new NoUnboundElementsBindHandler(BindHandler.DEFAULT)));
	}

	/**
	 * Binds what can be bound to an existing object. What cannot is left as it is: it was
	 * found out before.
	 * @param name the name
	 * @param target the object
	 */
	void bind(ConfigurationPropertyName name, Bindable<?> target) {
		this.binder.bind(name, target, new IgnoreErrorsBindHandler());
	}

	private final class Collector extends AbstractBindHandler {

		private final Set<ConfigurationPropertyName> failed = new HashSet<>();

		Collector(BindHandler parent) {
			super(parent);
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) {
			if (error instanceof UnboundConfigurationPropertiesException unbound) {
				for (ConfigurationProperty property : unbound.getUnboundProperties()) {
					if (!this.failed.contains(property.getName())) {
						problems().add(property.getName(), "There is no such property. Check the spelling");
					}
				}
				return null;
			}
			this.failed.add(name);
			Throwable cause = error;
			while (cause.getCause() != null) {
				cause = cause.getCause();
			}
			String message = (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
			problems().add(name, "Cannot be read: " + message);
			return null;
		}

	}

}
