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

package dev.detour.proxy.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * Adds the fields by which a gateway makes itself and the client known.
 *
 * @param style how peers are told about the client
 * @param via whether {@code Via} is added (RFC 9110 section 7.6.3)
 * @since 0.1.0
 */
public record ForwardingRules(ForwardedStyle style, boolean via) {

	/**
	 * {@code X-Forwarded-*} and {@code Via}.
	 */
	public static final ForwardingRules DEFAULT = new ForwardingRules(ForwardedStyle.X_FORWARDED, true);

	private static final AsciiString X_FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");

	private static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");

	private static final AsciiString X_FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");

	private static final AsciiString X_FORWARDED_PORT = AsciiString.cached("X-Forwarded-Port");

	private static final AsciiString FORWARDED = AsciiString.cached("Forwarded");

	private static final AsciiString VIA_VALUE = AsciiString.cached("1.1 detour");

	private static final AsciiString VIA_10_VALUE = AsciiString.cached("1.0 detour");

	private static final AsciiString VIA_20_VALUE = AsciiString.cached("2.0 detour");

	void applyToRequest(HttpHeaders headers, ClientRequest request, String host) {
		switch (this.style) {
			case X_FORWARDED -> xForwarded(headers, request, host);
			case FORWARDED -> append(headers, FORWARDED, "for=" + quoted(node(from(headers, FORWARDED, request)))
					+ ";host=" + quoted(host) + ";proto=" + from(headers, FORWARDED, request).scheme());
			case NONE -> {
			}
		}
		if (this.via) {
			append(headers, HttpHeaderNames.VIA, via(request));
		}
	}

	private static AsciiString via(ClientRequest request) {
		return switch (request.protocol()) {
			case "HTTP/1.0" -> VIA_10_VALUE;
			case "HTTP/2.0" -> VIA_20_VALUE;
			default -> VIA_VALUE;
		};
	}

	void applyToResponse(HttpHeaders headers) {
		if (this.via) {
			append(headers, HttpHeaderNames.VIA, VIA_VALUE);
		}
	}

	private void xForwarded(HttpHeaders headers, ClientRequest request, String host) {
		String client = from(headers, X_FORWARDED_FOR, request).node();
		ClientOrigin by = from(headers, X_FORWARDED_PROTO, request);
		if (client != null) {
			append(headers, X_FORWARDED_FOR, client);
		}
		append(headers, X_FORWARDED_PROTO, by.scheme());
		if (!host.isEmpty()) {
			append(headers, X_FORWARDED_HOST, host);
		}
		append(headers, X_FORWARDED_PORT, by.port(host));
	}

	/**
	 * Returns whom to add to those on the way. Where the client is named already, it is
	 * the one who named it.
	 * @param headers the fields so far
	 * @param name the field that names them
	 * @param request the request
	 * @return the client, or who named it
	 */
	private static ClientOrigin from(HttpHeaders headers, AsciiString name, ClientRequest request) {
		return (request.hop() != request.origin() && headers.contains(name)) ? request.hop() : request.origin();
	}

	private static void append(HttpHeaders headers, CharSequence name, CharSequence value) {
		String present = headers.get(name);
		if (present == null) {
			headers.add(name, value);
		}
		else {
			headers.set(name, String.join(", ", headers.getAll(name)) + ", " + value);
		}
	}

	private static String node(ClientOrigin client) {
		String address = client.node();
		if (address == null) {
			return "unknown";
		}
		return (address.indexOf(':') < 0) ? address : "[" + address + "]";
	}

	private static String quoted(String value) {
		return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
