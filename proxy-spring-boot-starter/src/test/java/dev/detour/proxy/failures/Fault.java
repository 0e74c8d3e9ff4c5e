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

import java.util.Set;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.testing.BrokenResponse;
import dev.detour.proxy.testing.Script;

/**
 * What goes wrong at the first peer, with the facts that follow from it.
 */
enum Fault {

	REFUSED(Stage.CONNECT, ErrorType.CONNECT_REFUSED),

	BLACK_HOLE(Stage.CONNECT, ErrorType.CONNECT_TIMEOUT),

	CLOSE_ON_ACCEPT(Stage.REQUEST_NOT_READ, Script.accept().thenClose(), ErrorType.CONNECTION_CLOSED),

	/**
	 * The reset may come even before the connection counts as made.
	 */
	RESET_ON_ACCEPT(Stage.REQUEST_NOT_READ, Script.accept().thenReset(), ErrorType.CONNECTION_RESET,
			ErrorType.CONNECT_REFUSED),

	CLOSE_AFTER_HALF_HEAD_READ(Stage.REQUEST_PARTLY_READ, Script.readHeadBytes(10).thenClose(),
			ErrorType.CONNECTION_CLOSED),

	RESET_AFTER_HALF_HEAD_READ(Stage.REQUEST_PARTLY_READ, Script.readHeadBytes(10).thenReset(),
			ErrorType.CONNECTION_RESET),

	CLOSE_AFTER_HALF_BODY_READ(Stage.REQUEST_PARTLY_READ, Script.readBodyBytes(512).thenClose(),
			ErrorType.CONNECTION_CLOSED),

	RESET_AFTER_HALF_BODY_READ(Stage.REQUEST_PARTLY_READ, Script.readBodyBytes(512).thenReset(),
			ErrorType.CONNECTION_RESET),

	CLOSE_AFTER_REQUEST(Stage.REQUEST_READ, Script.readRequest().thenClose(), ErrorType.CONNECTION_CLOSED),

	RESET_AFTER_REQUEST(Stage.REQUEST_READ, Script.readRequest().thenReset(), ErrorType.CONNECTION_RESET),

	NEVER_ANSWERS(Stage.REQUEST_READ, Script.neverAnswer(), ErrorType.READ_TIMEOUT),

	GARBAGE(Stage.RESPONSE_BEGUN, BrokenResponse.GARBAGE.script(), ErrorType.INVALID_RESPONSE),

	CLOSE_AFTER_HALF_HEAD(Stage.RESPONSE_BEGUN, Script.respond(200).body("ok").onlyHeadBytes(20).thenClose(),
			ErrorType.CONNECTION_CLOSED),

	RESET_AFTER_HALF_HEAD(Stage.RESPONSE_BEGUN, Script.respond(200).body("ok").onlyHeadBytes(20).thenReset(),
			ErrorType.CONNECTION_RESET),

	STALLS_AFTER_HALF_HEAD(Stage.RESPONSE_BEGUN, Script.respond(200).body("ok").onlyHeadBytes(20).thenHold(),
			ErrorType.READ_TIMEOUT),

	CLOSE_AFTER_HALF_LENGTH(Stage.COMMITTED, Script.respond(200).generatedBody(4096).onlyBodyBytes(2000).thenClose(),
			ErrorType.CONNECTION_CLOSED),

	RESET_AFTER_HALF_LENGTH(Stage.COMMITTED, Script.respond(200).generatedBody(4096).onlyBodyBytes(2000).thenReset(),
			ErrorType.CONNECTION_RESET),

	STALLS_AFTER_HALF_LENGTH(Stage.COMMITTED, Script.respond(200).generatedBody(4096).onlyBodyBytes(2000).thenHold(),
			ErrorType.READ_TIMEOUT),

	CLOSE_AFTER_HALF_CHUNK(Stage.COMMITTED, Script.respond(200).chunks("first", "second").onlyBodyBytes(8).thenClose(),
			ErrorType.CONNECTION_CLOSED),

	CLOSE_WITHOUT_LAST_CHUNK(Stage.COMMITTED,
			Script.respond(200).chunks("first", "second").withoutLastChunk().thenClose(), ErrorType.CONNECTION_CLOSED),

	BAD_CHUNK(Stage.COMMITTED, BrokenResponse.BAD_SECOND_CHUNK_SIZE.script(), ErrorType.INVALID_RESPONSE);

	private final Stage stage;

	private final Script script;

	private final Set<ErrorType> types;

	Fault(Stage stage, ErrorType type) {
		this(stage, Script.accept(), type);
	}

	Fault(Stage stage, Script script, ErrorType... types) {
		this.stage = stage;
		this.script = script;
		this.types = Set.of(types);
	}

	Stage stage() {
		return this.stage;
	}

	Script script() {
		return this.script;
	}

	Set<ErrorType> types() {
		return this.types;
	}

	/**
	 * Returns whether the peer ends the connection without a byte of a response, which is
	 * how a stale connection looks.
	 * @return {@code true} if it does
	 */
	boolean looksStale() {
		boolean silent = this.stage.compareTo(Stage.RESPONSE_BEGUN) < 0;
		return silent && (name().startsWith("CLOSE_") || name().startsWith("RESET_"));
	}

	boolean needsBody() {
		return name().endsWith("HALF_BODY_READ");
	}

	/**
	 * How far an exchange with the peer gets.
	 */
	enum Stage {

		/**
		 * There is no connection.
		 */
		CONNECT(Delivery.NOT_SENT),

		/**
		 * The peer reads nothing.
		 */
		REQUEST_NOT_READ(Delivery.NOT_SENT, Delivery.PARTLY_SENT, Delivery.SENT),

		/**
		 * The peer reads some of the request. The rest may be on its way to it or not.
		 */
		REQUEST_PARTLY_READ(Delivery.PARTLY_SENT, Delivery.SENT),

		/**
		 * The peer reads the whole request.
		 */
		REQUEST_READ(Delivery.SENT),

		/**
		 * The peer sends something, but no whole head.
		 */
		RESPONSE_BEGUN(Delivery.SENT),

		/**
		 * The peer sends a whole head, which goes downstream at once.
		 */
		COMMITTED(Delivery.COMMITTED);

		private final Set<Delivery> deliveries;

		Stage(Delivery... deliveries) {
			this.deliveries = Set.of(deliveries);
		}

		Set<Delivery> deliveries() {
			return this.deliveries;
		}

		boolean readsWholeRequest() {
			return compareTo(REQUEST_READ) >= 0;
		}

	}

}
