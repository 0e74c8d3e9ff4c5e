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

package dev.detour.proxy.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Header fields in a list of alternating names and values. Messages made by handlers have
 * few fields, so a scan is as fast as a map and keeps order and case.
 */
final class ListHeaders implements MutableHeaders {

	private final List<String> fields = new ArrayList<>();

	@Override
	public @Nullable String first(String name) {
		for (int i = 0; i < this.fields.size(); i += 2) {
			if (this.fields.get(i).equalsIgnoreCase(name)) {
				return this.fields.get(i + 1);
			}
		}
		return null;
	}

	@Override
	public List<String> all(String name) {
		List<String> values = new ArrayList<>();
		for (int i = 0; i < this.fields.size(); i += 2) {
			if (this.fields.get(i).equalsIgnoreCase(name)) {
				values.add(this.fields.get(i + 1));
			}
		}
		return values;
	}

	@Override
	public boolean contains(String name) {
		return first(name) != null;
	}

	@Override
	public void forEach(BiConsumer<String, String> consumer) {
		for (int i = 0; i < this.fields.size(); i += 2) {
			consumer.accept(this.fields.get(i), this.fields.get(i + 1));
		}
	}

	@Override
	public void add(String name, String value) {
		FieldSyntax.check(name, value);
		this.fields.add(name);
		this.fields.add(value);
	}

	@Override
	public void set(String name, String value) {
		FieldSyntax.check(name, value);
		remove(name);
		add(name, value);
	}

	@Override
	public void remove(String name) {
		for (int i = this.fields.size() - 2; i >= 0; i -= 2) {
			if (this.fields.get(i).equalsIgnoreCase(name)) {
				this.fields.remove(i + 1);
				this.fields.remove(i);
			}
		}
	}

	@Override
	public String toString() {
		return this.fields.toString();
	}

}
