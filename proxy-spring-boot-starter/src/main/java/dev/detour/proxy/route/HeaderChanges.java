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

package dev.detour.proxy.route;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import dev.detour.proxy.http.FieldSyntax;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.MutableHeaders;
import dev.detour.proxy.http.ProxyResponse;

/**
 * Changes of header fields: what is removed, then what is set, then what is added. An
 * immutable value.
 *
 * @param remove names of fields to remove
 * @param set fields in place of those with the same name
 * @param add fields beside those with the same name
 * @since 0.1.0
 */
public record HeaderChanges(List<String> remove, Map<String, String> set, Map<String, String> add) {

	/**
	 * No changes.
	 */
	public static final HeaderChanges NONE = new HeaderChanges(List.of(), Map.of(), Map.of());

	/**
	 * Checks the fields and copies the collections.
	 * @param remove names of fields to remove
	 * @param set fields to set
	 * @param add fields to add
	 * @throws IllegalArgumentException if a name is not a token, or a value cannot be
	 * sent
	 */
	public HeaderChanges {
		remove = List.copyOf(remove);
		set = Map.copyOf(set);
		add = Map.copyOf(add);
		remove.forEach((name) -> FieldSyntax.check(name, ""));
		set.forEach(FieldSyntax::check);
		add.forEach(FieldSyntax::check);
	}

	/**
	 * Returns whether nothing is changed.
	 * @return {@code true} if nothing is
	 */
	public boolean isEmpty() {
		return this.remove.isEmpty() && this.set.isEmpty() && this.add.isEmpty();
	}

	void applyTo(MutableHeaders headers) {
		removeFrom(headers, this.remove);
		this.set.forEach(headers::set);
		this.add.forEach(headers::add);
	}

	ProxyResponse applyTo(ProxyResponse response) {
		if (isEmpty()) {
			return response;
		}
		MutableHeaders headers = Headers.create();
		response.headers().forEach(headers::add);
		applyTo(headers);
		return ProxyResponse.of(response.status()).withHeaders(headers).withBody(response.body());
	}

	private static void removeFrom(MutableHeaders headers, Collection<String> names) {
		for (String name : names) {
			headers.remove(name);
		}
	}

}
