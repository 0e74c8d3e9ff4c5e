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

package dev.detour.proxy.route;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.MirrorListener;
import dev.detour.proxy.event.MirrorView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.policy.MirrorDrop;

/**
 * What became of mirrored requests: the status that was answered, the type of the error,
 * or the reason why one was dropped.
 */
final class MirrorTold implements MirrorListener {

	private final List<Object> all = new CopyOnWriteArrayList<>();

	@Override
	public void ended(MirrorView mirror, Attempt attempt) {
		this.all.add((attempt.error() != null) ? attempt.error().type() : (Object) attempt.status());
	}

	@Override
	public void dropped(MirrorView mirror, MirrorDrop reason) {
		this.all.add(reason);
	}

	/**
	 * Waits for mirrored requests to be over.
	 * @param count their number
	 * @return what became of each: an {@link Integer}, an {@link ErrorType}, or a
	 * {@link MirrorDrop}
	 */
	List<Object> await(int count) {
		Awaitility.await("mirrored requests that are over").until(this.all::size, (size) -> size >= count);
		return List.copyOf(this.all);
	}

	List<Object> all() {
		return List.copyOf(this.all);
	}

}
