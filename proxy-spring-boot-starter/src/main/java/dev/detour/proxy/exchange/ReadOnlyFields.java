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

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.Headers;

/**
 * Header fields of a Netty message as hooks see them.
 */
class ReadOnlyFields implements Headers {

	private final HttpHeaders fields;

	ReadOnlyFields(HttpHeaders fields) {
		this.fields = fields;
	}

	@Override
	public @Nullable String first(String name) {
		return this.fields.get(name);
	}

	@Override
	public List<String> all(String name) {
		return this.fields.getAll(name);
	}

	@Override
	public boolean contains(String name) {
		return this.fields.contains(name);
	}

	@Override
	public void forEach(BiConsumer<String, String> consumer) {
		for (Map.Entry<String, String> field : this.fields) {
			consumer.accept(field.getKey(), field.getValue());
		}
	}

	@Override
	public String toString() {
		return this.fields.toString();
	}

}
