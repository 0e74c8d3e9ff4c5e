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

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * What routes and groups have that do not say otherwise.
 *
 * @since 0.1.0
 */
public class RouteDefaultsProperties extends PeersProperties {

	@NestedConfigurationProperty
	private final FailoverProperties failover = new FailoverProperties();

	@NestedConfigurationProperty
	private final FallbackProperties fallback = new FallbackProperties();

	@NestedConfigurationProperty
	private final OverloadProperties overload = new OverloadProperties();

	@NestedConfigurationProperty
	private final HeadersProperties requestHeaders = new HeadersProperties();

	@NestedConfigurationProperty
	private final HeadersProperties responseHeaders = new HeadersProperties();

	public FailoverProperties getFailover() {
		return this.failover;
	}

	public FallbackProperties getFallback() {
		return this.fallback;
	}

	public OverloadProperties getOverload() {
		return this.overload;
	}

	public HeadersProperties getRequestHeaders() {
		return this.requestHeaders;
	}

	public HeadersProperties getResponseHeaders() {
		return this.responseHeaders;
	}

}
