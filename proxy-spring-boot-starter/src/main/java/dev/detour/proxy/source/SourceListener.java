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

package dev.detour.proxy.source;

/**
 * Told what sources of groups do. Called on an event loop, so it must neither block nor
 * throw.
 *
 * @since 0.1.0
 */
public interface SourceListener {

	/**
	 * Listens to nothing.
	 */
	SourceListener NONE = new SourceListener() {
	};

	/**
	 * A source begins to look members up.
	 * @param group the name of the group
	 * @param source the source
	 */
	default void sourceStarted(String group, SourceSettings source) {
	}

	/**
	 * A look-up is over.
	 * @param group the name of the group
	 * @param source the source
	 * @param result what came of it
	 * @param before how the source was doing before
	 */
	default void lookedUp(String group, SourceSettings source, LookupResult result, SourceStatus before) {
	}

	/**
	 * There were so many answers that there are no members that the group has none any
	 * more.
	 * @param group the name of the group
	 * @param source the source
	 */
	default void membersRemoved(String group, SourceSettings source) {
	}

	/**
	 * A source looks nothing up any more.
	 * @param group the name of the group
	 * @param source the source
	 */
	default void sourceStopped(String group, SourceSettings source) {
	}

}
