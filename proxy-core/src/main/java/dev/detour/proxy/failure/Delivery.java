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

package dev.detour.proxy.failure;

import java.util.Locale;

/**
 * How much of the request the peer of an attempt may have seen: the proof that decides
 * what may be retried. Taken from what happened on the channel, never from the text of an
 * exception.
 *
 * @since 0.1.0
 */
public enum Delivery {

	/**
	 * No byte of the request was handed to the socket.
	 */
	NOT_SENT,

	/**
	 * The peer proved that it did not process the request: its stream was refused, or is
	 * above the last one named by GOAWAY (RFC 9113 section 8.7).
	 */
	REFUSED,

	/**
	 * Some of the request was handed to the socket.
	 */
	PARTLY_SENT,

	/**
	 * All of the request was handed to the socket.
	 */
	SENT,

	/**
	 * A response head was received, and has not gone downstream.
	 */
	RESPONDING,

	/**
	 * The response head has gone downstream.
	 */
	COMMITTED;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the name in metrics and logs.
	 * @return the name, such as {@code not_sent}
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns whether the peer may have acted on the request.
	 * @return {@code false} only if it is proved that it did not
	 */
	public boolean mayHaveBeenProcessed() {
		return this != NOT_SENT && this != REFUSED;
	}

}
