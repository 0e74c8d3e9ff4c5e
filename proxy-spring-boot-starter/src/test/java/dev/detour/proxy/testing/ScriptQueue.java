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

package dev.detour.proxy.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The scripts for the exchanges to come: each enqueued one once, then the default.
 */
final class ScriptQueue {

	private final Deque<Script> once = new ArrayDeque<>();

	private Script always = Script.respond(200).body("ok");

	synchronized void enqueue(Script script) {
		this.once.add(script);
	}

	synchronized void always(Script script) {
		this.always = script;
	}

	synchronized Script take() {
		return this.once.isEmpty() ? this.always : this.once.remove();
	}

	/**
	 * Takes the next script only if it starts with the connection.
	 */
	synchronized Optional<Script> takeOnAccept() {
		Script next = this.once.isEmpty() ? this.always : this.once.peek();
		return next.startsOnAccept() ? Optional.of(take()) : Optional.empty();
	}

	synchronized int size() {
		return this.once.size();
	}

}
