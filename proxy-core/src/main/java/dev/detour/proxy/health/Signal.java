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

package dev.detour.proxy.health;

/**
 * What an attempt says about the health of its peer.
 *
 * @since 0.1.0
 */
public enum Signal {

	/**
	 * The peer did its work.
	 */
	SUCCESS,

	/**
	 * The peer failed.
	 */
	FAILURE,

	/**
	 * There was no connection. Counted apart: the cause may be on this side.
	 */
	CONNECT_FAILURE,

	/**
	 * Nothing: a stale connection, a refused stream, a client that left, a response that
	 * says to come back later, an error of the gateway itself.
	 */
	NEUTRAL

}
