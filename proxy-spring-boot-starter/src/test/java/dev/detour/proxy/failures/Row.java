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

package dev.detour.proxy.failures;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failures.Fault.Stage;

/**
 * A row of the matrix.
 *
 * @param fault what goes wrong at the first peer
 * @param request the kind of request
 * @param content its content
 * @param connection the kind of connection to the first peer
 * @param ask what the failure hooks ask for
 */
record Row(Fault fault, Request request, Content content, Connection connection, Ask ask) {

	/**
	 * Returns the rows of a fault, without those that differ in nothing from another: GET
	 * stands for what has no content, and no connection is made when one is reused.
	 * @param fault the fault
	 * @return the rows
	 */
	static List<Row> of(Fault fault) {
		List<Row> rows = new ArrayList<>();
		for (Request request : Request.values()) {
			for (Content content : Content.values()) {
				for (Connection connection : Connection.values()) {
					for (Ask ask : Ask.values()) {
						Row row = new Row(fault, request, content, connection, ask);
						if (row.makesSense()) {
							rows.add(row);
						}
					}
				}
			}
		}
		return rows;
	}

	private boolean makesSense() {
		if (this.fault.needsBody() && this.content == Content.NONE) {
			return false;
		}
		if (this.fault.stage() == Stage.CONNECT && this.connection == Connection.REUSED) {
			return false;
		}
		return switch (this.request) {
			case GET -> this.content == Content.NONE || this.content == Content.SMALL;
			case PUT, POST -> true;
			case POST_WITH_KEY -> this.content != Content.AT_LIMIT && this.content != Content.LARGE;
		};
	}

	/**
	 * The kind of request.
	 */
	enum Request {

		GET("GET", ""),

		PUT("PUT", ""),

		POST("POST", ""),

		POST_WITH_KEY("POST", "Idempotency-Key: \"1\"\r\n");

		private final String method;

		private final String fields;

		Request(String method, String fields) {
			this.method = method;
			this.fields = fields;
		}

		boolean isIdempotent() {
			return this != POST;
		}

		String text(String target, Content content) {
			return this.method + " " + target + " HTTP/1.1\r\nHost: test.example\r\n" + this.fields
					+ content.framed(this.method);
		}

	}

	/**
	 * The kind of connection.
	 */
	enum Connection {

		NEW, REUSED

	}

	/**
	 * What the failure hooks ask for.
	 */
	enum Ask {

		/**
		 * There are no failure hooks.
		 */
		NOTHING(null),

		RETRY(FailureDecision.retry()),

		RETRY_EVEN_IF_NOT_IDEMPOTENT(FailureDecision.retry().evenIfNotIdempotent());

		private final @Nullable FailureDecision decision;

		Ask(@Nullable FailureDecision decision) {
			this.decision = decision;
		}

		@Nullable FailureDecision decision() {
			return this.decision;
		}

	}

}
