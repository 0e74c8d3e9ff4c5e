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

package dev.detour.proxy.hook;

/**
 * The moments of an exchange at which user code is called.
 *
 * @since 0.1.0
 */
public enum Phase {

	/**
	 * The exchange begins and needs a context (Pingora: {@code new_ctx}).
	 */
	NEW_CONTEXT,

	/**
	 * The request was received (Pingora: {@code request_filter}).
	 */
	REQUEST,

	/**
	 * An attempt needs a peer (Pingora: {@code upstream_peer}).
	 */
	UPSTREAM_PEER,

	/**
	 * An attempt has a connection (Pingora: {@code connected_to_upstream}).
	 */
	CONNECTED,

	/**
	 * The request head of an attempt is about to be sent (Pingora:
	 * {@code upstream_request_filter}).
	 */
	UPSTREAM_REQUEST,

	/**
	 * A piece of the content of a request is about to be sent (Pingora:
	 * {@code request_body_filter}).
	 */
	REQUEST_BODY,

	/**
	 * An attempt failed before it had a connection (Pingora: {@code fail_to_connect}).
	 */
	CONNECT_FAILURE,

	/**
	 * A response head arrived (Pingora: {@code upstream_response_filter}).
	 */
	UPSTREAM_RESPONSE,

	/**
	 * A piece of the content of a response is about to go downstream (Pingora:
	 * {@code response_body_filter}).
	 */
	RESPONSE_BODY,

	/**
	 * An attempt failed after it had a connection (Pingora: {@code error_while_proxy}).
	 */
	PROXY_ERROR,

	/**
	 * The exchange has failed for good and needs an error page (Pingora:
	 * {@code fail_to_proxy}).
	 */
	GIVE_UP,

	/**
	 * The exchange is over (Pingora: {@code logging}).
	 */
	COMPLETE

}
