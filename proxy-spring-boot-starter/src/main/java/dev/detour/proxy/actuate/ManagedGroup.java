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

package dev.detour.proxy.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A group of peers that can be watched and changed by those who run the gateway. Called
 * on threads that may block.
 *
 * @since 0.1.0
 */
public interface ManagedGroup {

	/**
	 * Returns the name.
	 * @return the name, as in metrics and logs
	 */
	String name();

	/**
	 * Returns whether too few members are healthy for the group to work as it should.
	 * @return {@code true} in panic
	 */
	boolean isPanicking();

	/**
	 * Returns where the members come from.
	 * @return the source, or {@code null} if they are named
	 */
	default @Nullable ManagedSource source() {
		return null;
	}

	/**
	 * Returns the members, with those that are draining.
	 * @return an immutable snapshot
	 */
	List<ManagedPeer> peers();

	/**
	 * Changes what a member gets.
	 * @param peer the {@link ManagedPeer#id() name} of a member
	 * @param action what to do
	 * @return {@code false} if there is no such member, or nothing to do
	 */
	boolean change(String peer, PeerAction action);

}
