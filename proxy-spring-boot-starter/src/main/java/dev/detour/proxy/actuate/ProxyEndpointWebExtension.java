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

package dev.detour.proxy.actuate;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeTypeUtils;

/**
 * Gives {@link ProxyEndpoint} a path for each of its parts, and one for the dashboard.
 * One operation for all of them: two that differ in what they produce would compete for a
 * client that accepts anything.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = ProxyEndpoint.class)
public final class ProxyEndpointWebExtension {

	private final ProxyEndpoint endpoint;

	private final DashboardPage dashboard = DashboardPage.load();

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint
	 */
	public ProxyEndpointWebExtension(ProxyEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Describes a part of the gateway, or returns the dashboard.
	 * @param part the name of the part, or {@code dashboard}
	 * @return the part as JSON, or the dashboard as HTML
	 */
	@ReadOperation(produces = { "application/json", "text/html" })
	public WebEndpointResponse<Object> part(@Selector String part) {
		if (part.equals("dashboard")) {
			return new WebEndpointResponse<>(this.dashboard.html(), DashboardPage.TYPE);
		}
		ProxyDescriptor descriptor = this.endpoint.part(part);
		return (descriptor != null) ? new WebEndpointResponse<>(descriptor, MimeTypeUtils.APPLICATION_JSON)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
