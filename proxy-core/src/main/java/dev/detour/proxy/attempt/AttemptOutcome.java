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

package dev.detour.proxy.attempt;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorSource;
import dev.detour.proxy.failure.ProxyError;

/**
 * How an attempt went, as far as its peer is concerned.
 *
 * @since 0.1.0
 */
public enum AttemptOutcome {

	/**
	 * Nothing went wrong.
	 */
	SUCCESS,

	/**
	 * The peer failed.
	 */
	FAILURE,

	/**
	 * A pooled connection was stale, which says nothing about the peer.
	 */
	STALE,

	/**
	 * The client left or sent something wrong, user code failed, or another attempt was
	 * faster: nothing that says anything about the peer.
	 */
	CANCELLED;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the outcome of an attempt that is over.
	 * @param error what went wrong, or {@code null} if it succeeded
	 * @return the outcome
	 */
	public static AttemptOutcome of(@Nullable ProxyError error) {
		if (error == null) {
			return SUCCESS;
		}
		if (error.isStaleConnection()) {
			return STALE;
		}
		return (error.source() == ErrorSource.UPSTREAM) ? FAILURE : CANCELLED;
	}

	/**
	 * Returns the name in metrics and logs.
	 * @return the name, such as {@code success}
	 */
	public String id() {
		return this.id;
	}

}
