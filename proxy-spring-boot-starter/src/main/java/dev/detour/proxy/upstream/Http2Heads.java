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

package dev.detour.proxy.upstream;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Heads and trailers in the form of HTTP/1.1, in which the gateway keeps them, and of
 * HTTP/2 (RFC 9113 section 8). Order, duplicates and values stay as they are.
 */
final class Http2Heads {

	/**
	 * What a field counts beside its name and value (RFC 9113 section 6.5.2).
	 */
	private static final int FIELD_OVERHEAD = 32;

	/**
	 * The codec has checked names and values.
	 */
	private static final HttpHeadersFactory FIELDS = DefaultHttpHeadersFactory.headersFactory().withValidation(false);

	private Http2Heads() {
	}

	/**
	 * Converts the head of a request.
	 * @param request the head
	 * @param secure whether the connection is secured
	 * @return the same for HTTP/2
	 */
	static Http2Headers request(HttpRequest request, boolean secure) {
		HttpHeaders fields = request.headers();
		// Names and values were checked where they were set.
		Http2Headers headers = new DefaultHttp2Headers(false, fields.size() + 4);
		headers.method(request.method().asciiName()).scheme(secure ? "https" : "http");
		String host = fields.get(HttpHeaderNames.HOST);
		if (host != null) {
			headers.authority(host);
		}
		headers.path(path(request.uri()));
		addFields(fields, headers);
		return headers;
	}

	static Http2Headers trailers(HttpHeaders fields) {
		Http2Headers headers = new DefaultHttp2Headers(false, fields.size());
		addFields(fields, headers);
		return headers;
	}

	private static void addFields(HttpHeaders fields, Http2Headers headers) {
		Iterator<Map.Entry<CharSequence, CharSequence>> iterator = fields.iteratorCharSequence();
		while (iterator.hasNext()) {
			Map.Entry<CharSequence, CharSequence> field = iterator.next();
			String name = field.getKey().toString().toLowerCase(Locale.ROOT);
			if (!isOfConnection(name, field.getValue())) {
				headers.add(name, field.getValue());
			}
		}
	}

	/**
	 * Returns whether a field has no place in HTTP/2 (RFC 9113 section 8.2.2).
	 * @param name its name in lower case
	 * @param value its value
	 * @return {@code true} if it has none
	 */
	private static boolean isOfConnection(String name, CharSequence value) {
		return switch (name) {
			case "host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
					"http2-settings" ->
				true;
			case "te" -> !HttpHeaderValues.TRAILERS.contentEqualsIgnoreCase(value.toString().trim());
			default -> false;
		};
	}

	/**
	 * Takes the scheme and the authority off a target, which have fields of their own.
	 * @param target the target
	 * @return the path
	 */
	private static String path(String target) {
		int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
		if (scheme < 0) {
			return target;
		}
		int path = target.indexOf('/', scheme + 3);
		return (path < 0) ? "/" : target.substring(path);
	}

	/**
	 * Returns the status of a response.
	 * @param headers its head
	 * @return the status, or -1 if it is none
	 */
	static int status(Http2Headers headers) {
		CharSequence status = headers.status();
		if (status == null || status.length() != 3) {
			return -1;
		}
		int code = 0;
		for (int i = 0; i < 3; i++) {
			int digit = status.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			code = code * 10 + digit;
		}
		return (code < 100) ? -1 : code;
	}

	static HttpResponse response(int status, Http2Headers headers) {
		return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), fields(headers));
	}

	/**
	 * Converts fields, without pseudo fields.
	 * @param headers the fields
	 * @return the same for HTTP/1.1
	 */
	static HttpHeaders fields(Http2Headers headers) {
		HttpHeaders fields = FIELDS.newHeaders();
		for (Map.Entry<CharSequence, CharSequence> field : headers) {
			CharSequence name = field.getKey();
			if (name.length() > 0 && name.charAt(0) != ':') {
				fields.add(name, field.getValue());
			}
		}
		return fields;
	}

	static long size(Http2Headers headers) {
		long size = 0;
		for (Map.Entry<CharSequence, CharSequence> field : headers) {
			size += field.getKey().length() + field.getValue().length() + FIELD_OVERHEAD;
		}
		return size;
	}

}
