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

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * Removes the fields that concern one connection only (RFC 9110 section 7.6.1): the known
 * ones and those that {@code Connection} names. {@code Host} and {@code Content-Length}
 * cannot be removed by naming them.
 */
final class HopByHop {

	private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");

	private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

	private static final AsciiString[] NAMES = { HttpHeaderNames.CONNECTION, KEEP_ALIVE, PROXY_CONNECTION,
			HttpHeaderNames.TE, HttpHeaderNames.UPGRADE, HttpHeaderNames.TRANSFER_ENCODING };

	private HopByHop() {
	}

	/**
	 * Copies the fields that go end to end, in their order and case.
	 * @param source the fields as received
	 * @return new fields, which are not checked again
	 */
	static HttpHeaders copyEndToEnd(HttpHeaders source) {
		Set<String> named = named(source);
		HttpHeaders copy = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
		for (var fields = source.iteratorCharSequence(); fields.hasNext();) {
			Map.Entry<CharSequence, CharSequence> field = fields.next();
			CharSequence name = field.getKey();
			if (!isHopByHop(name)
					&& (named.isEmpty() || !isRemovable(name) || !named.contains(lowerCase(name.toString())))) {
				copy.add(name, field.getValue());
			}
		}
		return copy;
	}

	/**
	 * Removes the fields that do not go end to end.
	 * @param fields the fields as received
	 */
	static void remove(HttpHeaders fields) {
		Set<String> named = named(fields);
		for (AsciiString name : NAMES) {
			fields.remove(name);
		}
		for (String name : named) {
			if (isRemovable(name)) {
				fields.remove(name);
			}
		}
	}

	/**
	 * Makes a head ask for, or agree to, other protocols.
	 * @param fields the fields to change
	 * @param protocols the protocols
	 */
	static void setUpgrade(HttpHeaders fields, List<String> protocols) {
		fields.set(HttpHeaderNames.CONNECTION, "Upgrade");
		fields.set(HttpHeaderNames.UPGRADE, protocols);
	}

	private static boolean isHopByHop(CharSequence name) {
		return switch (name.length()) {
			case 2 -> HttpHeaderNames.TE.contentEqualsIgnoreCase(name);
			case 7 -> HttpHeaderNames.UPGRADE.contentEqualsIgnoreCase(name);
			case 10 ->
				HttpHeaderNames.CONNECTION.contentEqualsIgnoreCase(name) || KEEP_ALIVE.contentEqualsIgnoreCase(name);
			case 16 -> PROXY_CONNECTION.contentEqualsIgnoreCase(name);
			case 17 -> HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
			default -> false;
		};
	}

	private static boolean isRemovable(CharSequence name) {
		return !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
				&& !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name);
	}

	private static String lowerCase(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

	private static Set<String> named(HttpHeaders source) {
		String first = source.get(HttpHeaderNames.CONNECTION);
		if (first == null || first.equalsIgnoreCase("keep-alive") || first.equalsIgnoreCase("close")) {
			// The usual values name nothing; a second field is rare but possible.
			if (first == null || isSingle(source.valueCharSequenceIterator(HttpHeaderNames.CONNECTION))) {
				return Set.of();
			}
		}
		Set<String> named = new HashSet<>();
		for (String value : source.getAll(HttpHeaderNames.CONNECTION)) {
			for (String name : value.split(",")) {
				named.add(lowerCase(name.strip()));
			}
		}
		return named;
	}

	private static boolean isSingle(Iterator<? extends CharSequence> values) {
		values.next();
		return !values.hasNext();
	}

}
