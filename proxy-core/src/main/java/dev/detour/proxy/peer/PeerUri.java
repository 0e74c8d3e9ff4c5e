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

/**
 * Reads a peer from a URI.
 */
final class PeerUri {

	private PeerUri() {
	}

	static Peer parse(URI uri) {
		String host = uri.getHost();
		boolean bare = (uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
				&& uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
		boolean secure = "https".equalsIgnoreCase(uri.getScheme());
		if (host == null || !bare || !(secure || "http".equalsIgnoreCase(uri.getScheme()))) {
			throw new IllegalArgumentException(
					"'uri' must be http or https with a host and optional port only, but was '" + uri + "'");
		}
		host = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
		int port = (uri.getPort() >= 0) ? uri.getPort() : (secure ? 443 : 80);
		return secure ? Peer.https(host, port) : Peer.http(host, port);
	}

}
