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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * A route.
 *
 * @since 0.1.0
 */
public class RouteProperties extends MembersProperties {

	/**
	 * Comma-separated list of path patterns.
	 */
	private List<String> path = new ArrayList<>();

	/**
	 * Comma-separated list of host patterns. All hosts by default.
	 */
	private List<String> host = new ArrayList<>();

	/**
	 * Comma-separated list of request methods. All methods by default.
	 */
	private List<String> methods = new ArrayList<>();

	/**
	 * Values that header fields must have, by name. A "*" stands for any text.
	 */
	private Map<String, String> headers = new LinkedHashMap<>();

	/**
	 * Values that parameters of the query must have, by name. A "*" stands for any text.
	 */
	private Map<String, String> query = new LinkedHashMap<>();

	/**
	 * Order among routes whose path, host, methods, and conditions are as specific. The
	 * lower value wins.
	 */
	private int order = 0;

	/**
	 * Name of the group whose peers are used.
	 */
	private @Nullable String group;

	/**
	 * Number of segments to remove from the beginning of the path.
	 */
	private int stripPrefix = 0;

	@NestedConfigurationProperty
	private final RewriteProperties rewrite = new RewriteProperties();

	@NestedConfigurationProperty
	private final HeadersProperties requestHeaders = new HeadersProperties();

	@NestedConfigurationProperty
	private final HeadersProperties responseHeaders = new HeadersProperties();

	@NestedConfigurationProperty
	private final FixedResponseProperties response = new FixedResponseProperties();

	@NestedConfigurationProperty
	private final RedirectProperties redirect = new RedirectProperties();

	@NestedConfigurationProperty
	private final FailoverProperties failover = new FailoverProperties();

	@NestedConfigurationProperty
	private final FallbackProperties fallback = new FallbackProperties();

	@NestedConfigurationProperty
	private final OverloadProperties overload = new OverloadProperties();

	@NestedConfigurationProperty
	private final MirrorProperties mirror = new MirrorProperties();

	public List<String> getPath() {
		return this.path;
	}

	public void setPath(List<String> path) {
		this.path = path;
	}

	public List<String> getHost() {
		return this.host;
	}

	public void setHost(List<String> host) {
		this.host = host;
	}

	public List<String> getMethods() {
		return this.methods;
	}

	public void setMethods(List<String> methods) {
		this.methods = methods;
	}

	public Map<String, String> getHeaders() {
		return this.headers;
	}

	public void setHeaders(Map<String, String> headers) {
		this.headers = headers;
	}

	public Map<String, String> getQuery() {
		return this.query;
	}

	public void setQuery(Map<String, String> query) {
		this.query = query;
	}

	public int getOrder() {
		return this.order;
	}

	public void setOrder(int order) {
		this.order = order;
	}

	public @Nullable String getGroup() {
		return this.group;
	}

	public void setGroup(@Nullable String group) {
		this.group = group;
	}

	public int getStripPrefix() {
		return this.stripPrefix;
	}

	public void setStripPrefix(int stripPrefix) {
		this.stripPrefix = stripPrefix;
	}

	public RewriteProperties getRewrite() {
		return this.rewrite;
	}

	public HeadersProperties getRequestHeaders() {
		return this.requestHeaders;
	}

	public HeadersProperties getResponseHeaders() {
		return this.responseHeaders;
	}

	public FixedResponseProperties getResponse() {
		return this.response;
	}

	public RedirectProperties getRedirect() {
		return this.redirect;
	}

	public FailoverProperties getFailover() {
		return this.failover;
	}

	public FallbackProperties getFallback() {
		return this.fallback;
	}

	public OverloadProperties getOverload() {
		return this.overload;
	}

	public MirrorProperties getMirror() {
		return this.mirror;
	}

}
