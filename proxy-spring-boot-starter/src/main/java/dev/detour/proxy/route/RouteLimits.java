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

package dev.detour.proxy.route;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.LimitSettings;
import dev.detour.proxy.overload.LimitSettings.Bounds;

/**
 * The limits of routes. One whose settings stay the same survives a reload, with those
 * who wait; of one that changes, the exchanges under way are not counted by the new one.
 */
final class RouteLimits {

	private final Bounds bounds;

	private volatile Map<String, Live> live = Map.of();

	RouteLimits(Bounds bounds) {
		this.bounds = bounds;
	}

	/**
	 * Makes the limits that are not there yet, and changes nothing.
	 * @param routes what routes there are to be
	 * @return all limits by route
	 */
	Map<String, Live> prepare(List<RouteSettings> routes) {
		Map<String, Live> prepared = new LinkedHashMap<>();
		for (RouteSettings route : routes) {
			LimitSettings wanted = route.limit();
			if (wanted != null) {
				Live old = this.live.get(route.id());
				prepared.put(route.id(), (old != null && old.settings().equals(wanted)) ? old
						: new Live(wanted, wanted.limit(LimitScope.HANDLER, route.id(), this.bounds)));
			}
		}
		return prepared;
	}

	void use(Map<String, Live> prepared) {
		this.live = prepared;
	}

	List<ExchangeLimit> all() {
		return this.live.values().stream().map(Live::limit).toList();
	}

	static @Nullable ExchangeLimit of(String route, Map<String, Live> prepared) {
		Live live = prepared.get(route);
		return (live != null) ? live.limit() : null;
	}

	/**
	 * A limit that is in use.
	 *
	 * @param settings what it was made from
	 * @param limit the limit
	 */
	record Live(LimitSettings settings, ExchangeLimit limit) {

	}

}
