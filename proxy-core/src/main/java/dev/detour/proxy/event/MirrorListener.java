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

package dev.detour.proxy.event;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.policy.MirrorDrop;

/**
 * Told what becomes of mirrored requests: one of these, once for each. Called on event
 * loops, so it must neither block nor throw.
 *
 * @since 0.1.0
 */
public interface MirrorListener {

	/**
	 * A mirrored request is over: its response has come whole, whatever its status, or
	 * its peer failed.
	 * @param mirror the mirrored request
	 * @param attempt the attempt, with its error if it failed
	 */
	default void ended(MirrorView mirror, Attempt attempt) {
	}

	/**
	 * A request that was to be mirrored was not, or not to the end.
	 * @param mirror the mirrored request
	 * @param reason why
	 */
	default void dropped(MirrorView mirror, MirrorDrop reason) {
	}

}
