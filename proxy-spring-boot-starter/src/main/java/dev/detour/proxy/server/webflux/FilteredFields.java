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

package dev.detour.proxy.server.webflux;

import java.net.URI;
import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.netty.http.server.HttpServerRequest;

import dev.detour.proxy.http.FieldSyntax;

/**
 * Reads the header fields of a request as the filters left them. Fields that they did not
 * change stay in their order and case.
 */
final class FilteredFields {

	private static final int MAX_LENGTH_DIGITS = 18;

	private final HttpHeaders received;

	private @Nullable HttpHeaders changed;

	private FilteredFields(HttpHeaders received) {
		this.received = received;
	}

	/**
	 * Returns the fields.
	 * @param request the request as the filters left it
	 * @param received the request as it was received
	 * @return the fields as received, or a copy if the filters changed any
	 */
	static HttpHeaders of(ServerHttpRequest request, HttpServerRequest received) {
		FilteredFields fields = new FilteredFields(received.requestHeaders());
		fields.compare(request.getHeaders());
		fields.followAuthority(request.getURI(), received);
		HttpHeaders changed = fields.changed;
		if (changed == null) {
			return fields.received;
		}
		fields.frame(changed);
		return changed;
	}

	private HttpHeaders change() {
		HttpHeaders changed = this.changed;
		if (changed == null) {
			changed = this.received.copy();
			this.changed = changed;
		}
		return changed;
	}

	private void compare(org.springframework.http.HttpHeaders filtered) {
		for (String name : this.received.names()) {
			if (!filtered.containsHeader(name)) {
				change().remove(name);
			}
		}
		for (String name : filtered.headerNames()) {
			List<String> values = filtered.getOrEmpty(name);
			if (!values.equals(this.received.getAll(name))) {
				values.forEach((value) -> FieldSyntax.check(name, value));
				change().set(name, values);
			}
		}
	}

	/**
	 * Sets {@code Host} if a filter changed the host or port of the URI, and not the
	 * field itself.
	 * @param uri the URI as the filters left it
	 * @param request the request as it was received
	 */
	private void followAuthority(URI uri, HttpServerRequest request) {
		String host = uri.getHost();
		HttpHeaders fields = (this.changed != null) ? this.changed : this.received;
		String field = fields.get(HttpHeaderNames.HOST);
		if (host == null || (field != null && !field.equals(this.received.get(HttpHeaderNames.HOST)))) {
			return;
		}
		int port = (uri.getPort() >= 0) ? uri.getPort() : ("https".equals(uri.getScheme()) ? 443 : 80);
		if (!withoutBrackets(host).equalsIgnoreCase(withoutBrackets(request.hostName()))
				|| port != request.hostPort()) {
			String authority = (uri.getPort() >= 0) ? host + ":" + port : host;
			if (!authority.equals(field)) {
				change().set(HttpHeaderNames.HOST, authority);
			}
		}
	}

	private static String withoutBrackets(String host) {
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	/**
	 * Makes sure that the fields say in exactly one way how long the content is.
	 * @param fields the fields
	 */
	private void frame(HttpHeaders fields) {
		List<String> lengths = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
		if (fields.contains(HttpHeaderNames.TRANSFER_ENCODING) || (lengths.isEmpty() && hadContent())) {
			fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
			fields.remove(HttpHeaderNames.CONTENT_LENGTH);
		}
		else if (!lengths.isEmpty() && (lengths.size() > 1 || !isLength(lengths.get(0)))) {
			throw new IllegalArgumentException("A filter set an invalid Content-Length: " + lengths);
		}
	}

	private boolean hadContent() {
		String length = this.received.get(HttpHeaderNames.CONTENT_LENGTH);
		return this.received.contains(HttpHeaderNames.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
	}

	private static boolean isLength(String value) {
		return !value.isEmpty() && value.length() <= MAX_LENGTH_DIGITS
				&& value.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

}
