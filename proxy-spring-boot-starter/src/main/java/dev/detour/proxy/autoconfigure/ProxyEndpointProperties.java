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

package dev.detour.proxy.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the gateway's Actuator endpoint.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("proxy.endpoint")
public class ProxyEndpointProperties {

	/**
	 * Maximum number of exchanges that failed, were retried, or were refused a retry that
	 * the endpoint remembers.
	 */
	private int maxFailures = 100;

	/**
	 * Whether to remember their queries. Values of parameters that carry secrets by
	 * convention are left out.
	 */
	private boolean showQuery;

	public int getMaxFailures() {
		return this.maxFailures;
	}

	public void setMaxFailures(int maxFailures) {
		this.maxFailures = maxFailures;
	}

	public boolean isShowQuery() {
		return this.showQuery;
	}

	public void setShowQuery(boolean showQuery) {
		this.showQuery = showQuery;
	}

}
