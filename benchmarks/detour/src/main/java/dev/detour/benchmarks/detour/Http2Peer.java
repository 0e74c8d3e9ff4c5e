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

package dev.detour.benchmarks.detour;

import org.springframework.beans.factory.annotation.Value;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;

/**
 * Sends everything to one peer over HTTP/2 in plain text.
 */
@ProxyHandler("/http2/**")
class Http2Peer {

	private final Peer http2;

	Http2Peer(@Value("${benchmark.http2-port}") int http2Port) {
		this.http2 = Peer.http("127.0.0.1", http2Port).withProtocols(Protocols.HTTP_2);
	}

	@UpstreamPeer
	Peer upstreamPeer() {
		return this.http2;
	}

}
