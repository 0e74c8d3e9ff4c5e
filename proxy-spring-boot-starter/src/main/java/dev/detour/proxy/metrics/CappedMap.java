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

package dev.detour.proxy.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Values for a limited number of keys, and one for all others: names that are made up for
 * every request must not fill the memory. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class CappedMap<K, V> {

	private final Map<K, V> values = new ConcurrentHashMap<>();

	private final int limit;

	private final Function<K, String> name;

	private final Function<String, V> create;

	private volatile @Nullable V other;

	/**
	 * Creates the map.
	 * @param limit the number of keys with a value of their own; if several threads add
	 * at the same time, a few more
	 * @param name gives the name of a key
	 * @param create makes the value for a name
	 */
	CappedMap(int limit, Function<K, String> name, Function<String, V> create) {
		this.limit = limit;
		this.name = name;
		this.create = create;
	}

	V get(K key) {
		V value = this.values.get(key);
		return (value != null) ? value : add(key);
	}

	private V add(K key) {
		if (this.values.size() < this.limit) {
			return this.values.computeIfAbsent(key, (added) -> this.create.apply(this.name.apply(added)));
		}
		V other = this.other;
		if (other == null) {
			other = this.create.apply(ProxyMeters.OTHER);
			this.other = other;
		}
		return other;
	}

}
