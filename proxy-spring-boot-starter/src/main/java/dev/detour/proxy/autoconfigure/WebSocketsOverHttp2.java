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

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import reactor.netty.http.Http2SettingsSpec;
import reactor.netty.http.server.HttpServer;

/**
 * Makes the server tell clients that speak HTTP/2 that a stream may carry WebSocket (RFC
 * 8441). Comes last: Reactor Netty takes all settings of HTTP/2 at once, and those of
 * others must stay.
 */
final class WebSocketsOverHttp2 implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private final boolean enabled;

	WebSocketsOverHttp2(boolean enabled) {
		this.enabled = enabled;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		if (this.enabled) {
			factory.addServerCustomizers(WebSocketsOverHttp2::announce);
		}
	}

	private static HttpServer announce(HttpServer server) {
		Http2SettingsSpec present = server.configuration().http2SettingsSpec();
		return server.http2Settings((settings) -> {
			if (present != null) {
				keep(present, settings);
			}
			settings.connectProtocolEnabled(true);
		});
	}

	private static void keep(Http2SettingsSpec present, Http2SettingsSpec.Builder settings) {
		keep(present.headerTableSize(), settings::headerTableSize);
		keep(present.initialWindowSize(), settings::initialWindowSize);
		keep(present.maxConcurrentStreams(), settings::maxConcurrentStreams);
		keep(present.maxFrameSize(), settings::maxFrameSize);
		keep(present.maxHeaderListSize(), settings::maxHeaderListSize);
		keep(present.maxStreams(), settings::maxStreams);
		keep(present.pingAckDropThreshold(), settings::pingAckDropThreshold);
		keep(present.pingAckTimeout(), settings::pingAckTimeout);
		Integer decoded = present.maxDecodedRstFramesPerWindow();
		Integer decodedSeconds = present.maxDecodedRstFramesSecondsPerWindow();
		if (decoded != null && decodedSeconds != null) {
			settings.maxDecodedRstFramesPerWindow(decoded, decodedSeconds);
		}
		Integer encoded = present.maxEncodedRstFramesPerWindow();
		Integer encodedSeconds = present.maxEncodedRstFramesSecondsPerWindow();
		if (encoded != null && encodedSeconds != null) {
			settings.maxEncodedRstFramesPerWindow(encoded, encodedSeconds);
		}
	}

	private static <T> void keep(@Nullable T value, Consumer<T> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

}
