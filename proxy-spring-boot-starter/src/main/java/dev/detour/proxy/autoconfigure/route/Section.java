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
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The properties below one name, and what is wrong with them.
 *
 * @param problems what is wrong
 * @param name the name
 * @param defaults the name of the properties that apply where these do not say otherwise,
 * or {@code null} for none
 */
record Section(PropertyProblems problems, ConfigurationPropertyName name,
		@Nullable ConfigurationPropertyName defaults) {

	private static final Duration MAX = Duration.ofDays(365);

	Section below(String key) {
		return new Section(this.problems, this.name.append(key),
				(this.defaults != null) ? this.defaults.append(key) : null);
	}

	/**
	 * Returns what is below an element of a map, where it is set.
	 * @param key its key
	 * @return the section
	 */
	Section element(String key) {
		ConfigurationPropertyName own = this.problems.element(this.name, key);
		if (this.defaults == null || this.problems.isSet(own)) {
			return new Section(this.problems, own, null);
		}
		return new Section(this.problems, this.problems.element(this.defaults, key), null);
	}

	Section withDefaults(ConfigurationPropertyName defaults) {
		return new Section(this.problems, this.name, defaults);
	}

	/**
	 * Adds a problem, where the value comes from.
	 * @param key the property, {@code ""} for all below this name
	 * @param reason what is wrong and what to do, without a full stop
	 */
	void problem(String key, String reason) {
		ConfigurationPropertyName place = key.isEmpty() ? this.name : this.name.append(key);
		if (this.defaults != null && !key.isEmpty() && !isSet(key) && this.problems.isSet(this.defaults.append(key))) {
			place = this.defaults.append(key);
		}
		this.problems.add(place, reason);
	}

	boolean isSet(String key) {
		return this.problems.isSet(key.isEmpty() ? this.name : this.name.append(key));
	}

	<T> @Nullable T check(String key, Supplier<T> value) {
		try {
			return value.get();
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			problem(key, (ex.getMessage() != null) ? ex.getMessage() : ex.toString());
			return null;
		}
	}

	void positive(String key, @Nullable Duration value) {
		if (value != null && (value.isNegative() || value.isZero() || value.compareTo(MAX) > 0)) {
			problem(key, "Must be more than zero, and at most 365 days");
		}
	}

	void notNegative(String key, Duration value) {
		if (value.isNegative() || value.compareTo(MAX) > 0) {
			problem(key, "Must not be negative, and at most 365 days");
		}
	}

	void atLeast(String key, @Nullable Integer value, int min) {
		if (value != null && value < min) {
			problem(key, "Must be at least " + min);
		}
	}

	void share(String key, double value) {
		if (!(value >= 0 && value <= 1)) {
			problem(key, "Must be from 0 to 1");
		}
	}

}
