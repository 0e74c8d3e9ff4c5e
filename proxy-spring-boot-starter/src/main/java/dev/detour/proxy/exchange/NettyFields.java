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

import io.netty.handler.codec.http.HttpHeaders;

import dev.detour.proxy.http.FieldSyntax;
import dev.detour.proxy.http.MutableHeaders;

/**
 * Header fields of a Netty message that hooks may change. Checks what hooks write, since
 * the fields below were checked when they were read and are not checked again.
 */
final class NettyFields extends ReadOnlyFields implements MutableHeaders {

	private final HttpHeaders fields;

	NettyFields(HttpHeaders fields) {
		super(fields);
		this.fields = fields;
	}

	@Override
	public void add(String name, String value) {
		FieldSyntax.check(name, value);
		this.fields.add(name, value);
	}

	@Override
	public void set(String name, String value) {
		FieldSyntax.check(name, value);
		this.fields.set(name, value);
	}

	@Override
	public void remove(String name) {
		this.fields.remove(name);
	}

}
