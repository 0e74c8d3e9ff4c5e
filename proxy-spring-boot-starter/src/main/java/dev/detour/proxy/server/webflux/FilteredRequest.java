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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.netty.http.server.HttpServerRequest;

import dev.detour.proxy.exchange.ClientOrigin;
import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.server.Origin;

/**
 * Reads the client's request as the filters left it. What they did not change stays as
 * the client sent it, byte for byte.
 */
final class FilteredRequest {

	private static final String UNFILTERED = "org.springframework.http.server.reactive.ReactorServerHttpRequest";

	private FilteredRequest() {
	}

	/**
	 * Returns the request for an exchange.
	 * @param request the request as the filters left it
	 * @param received the request as it was received
	 * @param origin where it was received from
	 * @return the request
	 */
	static ClientRequest of(ServerHttpRequest request, HttpServerRequest received, Origin origin) {
		if (request.getClass().getName().equals(UNFILTERED)) {
			return new ClientRequest(received.version(), received.method(), received.uri(), received.requestHeaders(),
					new ClientOrigin(received.scheme(), received.remoteAddress()), origin.get());
		}
		String scheme = request.getURI().getScheme();
		return new ClientRequest(received.version(), HttpMethod.valueOf(request.getMethod().name()),
				target(request, received.uri()), FilteredFields.of(request, received),
				new ClientOrigin((scheme != null) ? scheme : received.scheme(), resolved(request.getRemoteAddress())),
				origin.get());
	}

	private static String target(ServerHttpRequest request, String received) {
		URI uri = request.getURI();
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		String path = uri.getRawPath().startsWith("/") ? uri.getRawPath() : "/" + uri.getRawPath();
		String prefix = request.getPath().contextPath().value();
		String original = originForm(received);
		if (original.equals(path + query) || (prefix + original).equals(path + query) || received.equals("*")) {
			return received;
		}
		if (!original.startsWith(prefix) && path.startsWith(prefix)) {
			// What X-Forwarded-Prefix says was removed on the way to here.
			path = path.substring(prefix.length());
		}
		return ascii(path + query);
	}

	private static String originForm(String target) {
		int authority = target.startsWith("/") ? -1 : target.indexOf("://");
		if (authority < 0) {
			return target;
		}
		for (int i = authority + 3; i < target.length(); i++) {
			if (target.charAt(i) == '/') {
				return target.substring(i);
			}
			if (target.charAt(i) == '?') {
				return "/" + target.substring(i);
			}
		}
		return "/";
	}

	private static String ascii(String target) {
		String base = "http://localhost";
		return URI.create(base + target).toASCIIString().substring(base.length());
	}

	/**
	 * Resolves an address that a filter took from a field, if it is one.
	 * @param address the address
	 * @return the address
	 */
	private static @Nullable InetSocketAddress resolved(@Nullable InetSocketAddress address) {
		if (address == null || !address.isUnresolved()) {
			return address;
		}
		byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address.getHostString());
		try {
			return (bytes != null) ? new InetSocketAddress(InetAddress.getByAddress(bytes), address.getPort())
					: address;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address has 4 or 16 bytes", ex);
		}
	}

}
