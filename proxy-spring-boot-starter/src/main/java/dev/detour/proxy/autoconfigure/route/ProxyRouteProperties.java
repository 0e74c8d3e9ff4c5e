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

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Properties of routes and groups of peers. Read by a reader that reports all mistakes at
 * once, not as a bean.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("proxy")
public class ProxyRouteProperties {

	@NestedConfigurationProperty
	private final RouteDefaultsProperties defaults = new RouteDefaultsProperties();

	/**
	 * Groups of peers, by name.
	 */
	private Map<String, GroupProperties> groups = new LinkedHashMap<>();

	/**
	 * Routes, by name.
	 */
	private Map<String, RouteProperties> routes = new LinkedHashMap<>();

	public RouteDefaultsProperties getDefaults() {
		return this.defaults;
	}

	public Map<String, GroupProperties> getGroups() {
		return this.groups;
	}

	public void setGroups(Map<String, GroupProperties> groups) {
		this.groups = groups;
	}

	public Map<String, RouteProperties> getRoutes() {
		return this.routes;
	}

	public void setRoutes(Map<String, RouteProperties> routes) {
		this.routes = routes;
	}

}
