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

package dev.detour.proxy.engine;

/**
 * What must hold in every exchange, whatever happens and whatever user code decides.
 */
enum Invariant {

	DELIVERED_TWICE_ONLY_BY_OVERRIDE(
			"A request that is not idempotent is sent again after a peer may have acted on it only if the decision that led there overrode it"),

	CONTENT_IS_WHOLE("No attempt is made after content was sent of which no complete copy is left"),

	ONE_RESPONSE("The client gets at most one response"),

	COMMITTED_IS_FINAL("After the response head has gone downstream there is only the end"),

	GONE_IS_FINAL("To a client that has gone nothing is sent, nor is an attempt made for it"),

	BROKEN_REQUEST_IS_FINAL("A request that failed, or was failed by a hook, is never sent again"),

	PROGRESS("Every step is nearer to the end than the one before"),

	ANSWERS_COUNT("Every answer to a step leads to another step"),

	IGNORED_EVENTS("An event that does not fit changes nothing and is told to nobody"),

	NO_EXCEPTION("No event makes the engine throw"),

	ATTEMPTS_ARE_LIMITED("There are at most so many attempts as allowed, and one try after a stale connection"),

	ATTEMPT_EVENTS("Every attempt is told to start once and to end once, one after the other but for a hedge"),

	COMPLETED_ONCE("The end of an exchange is told once, with the last step"),

	VERDICTS(
			"Every decision gets one verdict, unless another attempt goes on, and a granted retry that does not come about another one"),

	HEDGES("A hedge starts beside an attempt without a response, if and only if nothing speaks against it, and of both at most one is answered to the client"),

	DECISIONS_ARE_FOLLOWED("What was asked for and granted is what is done"),

	GRANTED_IF_NOTHING_SPEAKS_AGAINST("A retry is granted if and only if nothing speaks against it"),

	REASONS_ARE_TRUE("The reason of a refusal is true"),

	NO_LATE_ATTEMPT("No further attempt starts after the deadline, nor while shutting down"),

	ATTEMPT_LIMITS("An attempt never gets more time than is left, and the last one has no other limit"),

	STALE_TRY("The try after a stale connection is made at the same peer, on a new connection, before any response"),

	RECENT_CONNECTION("A request that is not idempotent never goes over a connection that has been idle for long"),

	DELIVERY_IS_TRUE("The delivery that hooks and listeners are told is never less than the truth"),

	OUTCOME("The outcome says what the client got");

	private final String sentence;

	Invariant(String sentence) {
		this.sentence = sentence;
	}

	@Override
	public String toString() {
		return this.sentence;
	}

}
