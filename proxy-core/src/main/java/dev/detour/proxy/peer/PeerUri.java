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

package dev.detour.proxy.peer;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads a peer from a URI.
 */
final class PeerUri {

	/**
	 * A host name with an underscore, which {@link URI} takes for a registry-based
	 * authority but which container networks give to services, and a port.
	 */
	private static final Pattern SERVICE_NAME = Pattern.compile("([A-Za-z0-9._-]+)(?::(\\d{1,5}))?");

	private PeerUri() {
	}

	static Peer parse(URI uri) {
		if ("unix".equalsIgnoreCase(uri.getScheme()) && uri.getAuthority() == null && uri.getPath() != null) {
			return Peer.unix(uri.getPath());
		}
		boolean secure = "https".equalsIgnoreCase(uri.getScheme());
		if (!(secure || "http".equalsIgnoreCase(uri.getScheme())) || !isBare(uri)) {
			throw invalid(uri);
		}
		String host = uri.getHost();
		int port = uri.getPort();
		if (host == null) {
			Matcher service = serviceName(uri.getRawAuthority());
			if (service == null) {
				throw invalid(uri);
			}
			host = service.group(1);
			port = (service.group(2) != null) ? Integer.parseInt(service.group(2)) : -1;
		}
		host = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
		if (port < 0) {
			port = secure ? 443 : 80;
		}
		return secure ? Peer.https(host, port) : Peer.http(host, port);
	}

	private static boolean isBare(URI uri) {
		String path = uri.getRawPath();
		return (path == null || path.isEmpty() || path.equals("/")) && uri.getRawQuery() == null
				&& uri.getRawFragment() == null && uri.getRawUserInfo() == null;
	}

	private static @Nullable Matcher serviceName(@Nullable String authority) {
		if (authority == null) {
			return null;
		}
		Matcher matcher = SERVICE_NAME.matcher(authority);
		return matcher.matches() ? matcher : null;
	}

	private static IllegalArgumentException invalid(URI uri) {
		String authority = uri.getRawAuthority();
		boolean secret = authority != null && authority.indexOf('@') >= 0;
		return new IllegalArgumentException(
				"'uri' must be http or https with a host and optional port only, or unix with a path"
						+ (secret ? ", without a user" : ", but was '" + uri + "'"));
	}

}
