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

package dev.detour.proxy.autoconfigure.route;

import org.jspecify.annotations.Nullable;

/**
 * Response that is given without asking a peer.
 *
 * @since 0.1.0
 */
public class FixedResponseProperties {

	/**
	 * Status of the response.
	 */
	private @Nullable Integer status;

	/**
	 * Content of the response.
	 */
	private String body = "";

	/**
	 * Type of the content.
	 */
	private String contentType = "text/plain;charset=UTF-8";

	public @Nullable Integer getStatus() {
		return this.status;
	}

	public void setStatus(@Nullable Integer status) {
		this.status = status;
	}

	public String getBody() {
		return this.body;
	}

	public void setBody(String body) {
		this.body = body;
	}

	public String getContentType() {
		return this.contentType;
	}

	public void setContentType(String contentType) {
		this.contentType = contentType;
	}

}
