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

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A response made by the handler instead of a peer. An immutable value.
 *
 * @since 0.1.0
 */
public final class ProxyResponse {

	private static final byte[] NO_BODY = {};

	private final int status;

	private final Headers headers;

	private final byte[] body;

	private final @Nullable Forward forward;

	private ProxyResponse(int status, Headers headers, byte[] body, @Nullable Forward forward) {
		if (status < 200 || status > 999) {
			throw new IllegalArgumentException("'status' must be from 200 to 999, but was " + status);
		}
		this.status = status;
		this.headers = headers;
		this.body = body;
		this.forward = forward;
	}

	/**
	 * Returns a response without fields and content.
	 * @param status the status code, 200 to 999
	 * @return the response
	 * @throws IllegalArgumentException if the status is out of range
	 */
	public static ProxyResponse of(int status) {
		return new ProxyResponse(status, Headers.create(), NO_BODY, null);
	}

	/**
	 * Returns a response of plain text in UTF-8.
	 * @param status the status code, 200 to 999
	 * @param text the text
	 * @return the response
	 * @throws IllegalArgumentException if the status is out of range
	 */
	public static ProxyResponse text(int status, String text) {
		return of(status).withHeader("Content-Type", "text/plain;charset=UTF-8")
			.withBody(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns a response that the application itself makes. Only for user code that
	 * {@linkplain dev.detour.proxy.hook.ProxyHooks#mayForward() says that it may}; where
	 * it cannot be done, the client gets the plain page with the status.
	 * @param status the status unless the application chooses another, 200 to 999
	 * @param forward where it is made
	 * @return the response
	 * @throws IllegalArgumentException if the status is out of range
	 */
	public static ProxyResponse forward(int status, Forward forward) {
		return new ProxyResponse(status, Headers.create(), NO_BODY, forward);
	}

	/**
	 * Returns this response with another field added. {@code Content-Length} is set by
	 * the gateway from the content.
	 * @param name the field name
	 * @param value the field value
	 * @return a new response
	 * @throws IllegalArgumentException if name or value break the syntax of a field
	 */
	public ProxyResponse withHeader(String name, String value) {
		MutableHeaders copy = Headers.create();
		this.headers.forEach(copy::add);
		copy.add(name, value);
		return new ProxyResponse(this.status, copy, this.body, this.forward);
	}

	/**
	 * Returns this response with more fields added.
	 * @param headers the fields
	 * @return a new response
	 */
	public ProxyResponse withHeaders(Headers headers) {
		MutableHeaders copy = Headers.create();
		this.headers.forEach(copy::add);
		headers.forEach(copy::add);
		return new ProxyResponse(this.status, copy, this.body, this.forward);
	}

	/**
	 * Returns this response with this content.
	 * @param body the content, copied
	 * @return a new response
	 */
	public ProxyResponse withBody(byte[] body) {
		return new ProxyResponse(this.status, this.headers, body.clone(), this.forward);
	}

	/**
	 * Returns the status code.
	 * @return the status
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Returns the fields.
	 * @return the fields
	 */
	public Headers headers() {
		return this.headers;
	}

	/**
	 * Returns the content.
	 * @return a copy of the content, empty if there is none
	 */
	public byte[] body() {
		return this.body.clone();
	}

	/**
	 * Returns where the application makes this response.
	 * @return where, or {@code null} if this is the response
	 */
	public @Nullable Forward forward() {
		return this.forward;
	}

	@Override
	public String toString() {
		return "ProxyResponse[" + this.status + ", " + this.body.length + " bytes]";
	}

}
