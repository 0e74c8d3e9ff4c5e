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

package dev.detour.proxy.policy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import dev.detour.proxy.http.ProxyResponse;

/**
 * The status codes of gRPC, in the order of their numbers from 0.
 *
 * @since 0.1.0
 */
public enum GrpcStatus {

	/**
	 * Not an error.
	 */
	OK,

	/**
	 * The caller cancelled the operation.
	 */
	CANCELLED,

	/**
	 * An unknown error.
	 */
	UNKNOWN,

	/**
	 * The request is wrong whatever the state of the system.
	 */
	INVALID_ARGUMENT,

	/**
	 * The time ran out.
	 */
	DEADLINE_EXCEEDED,

	/**
	 * What was asked for does not exist.
	 */
	NOT_FOUND,

	/**
	 * What was to be created exists.
	 */
	ALREADY_EXISTS,

	/**
	 * The caller may not do this.
	 */
	PERMISSION_DENIED,

	/**
	 * A quota or the disk is used up.
	 */
	RESOURCE_EXHAUSTED,

	/**
	 * The system is not in the state that this needs.
	 */
	FAILED_PRECONDITION,

	/**
	 * Broken off, by a conflict for instance.
	 */
	ABORTED,

	/**
	 * Past the valid range.
	 */
	OUT_OF_RANGE,

	/**
	 * Not implemented.
	 */
	UNIMPLEMENTED,

	/**
	 * An invariant is broken.
	 */
	INTERNAL,

	/**
	 * Not available at the moment.
	 */
	UNAVAILABLE,

	/**
	 * Data is lost or corrupt.
	 */
	DATA_LOSS,

	/**
	 * The caller did not say who it is.
	 */
	UNAUTHENTICATED;

	private final String id = "grpc-" + name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Returns the name of the status in configuration.
	 * @return the name, such as {@code grpc-unavailable}
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the value of the field {@code grpc-status}.
	 * @return the number as text
	 */
	public String code() {
		return Integer.toString(ordinal());
	}

	/**
	 * Returns the status that stands for a status of HTTP. That is what gRPC's clients
	 * make of a response that is none of gRPC, with these differences: a time-out is one,
	 * what is too large exhausts a resource, and a failure within is internal.
	 * @param status the status of HTTP
	 * @return the status of gRPC, never {@link #OK}
	 */
	public static GrpcStatus ofHttp(int status) {
		return switch (status) {
			case 400, 500 -> INTERNAL;
			case 401 -> UNAUTHENTICATED;
			case 403 -> PERMISSION_DENIED;
			case 404, 405, 501 -> UNIMPLEMENTED;
			case 408, 504 -> DEADLINE_EXCEEDED;
			case 413, 414, 431 -> RESOURCE_EXHAUSTED;
			case 429, 502, 503 -> UNAVAILABLE;
			case 499 -> CANCELLED;
			default -> UNKNOWN;
		};
	}

	/**
	 * Returns a response of gRPC that consists of this status ({@code Trailers-Only}),
	 * for handlers that answer calls themselves.
	 * @param message what the client is told, in any characters; empty for nothing
	 * @return the response
	 */
	public ProxyResponse response(String message) {
		ProxyResponse response = ProxyResponse.of(200)
			.withHeader("content-type", "application/grpc")
			.withHeader("grpc-status", code());
		return message.isEmpty() ? response : response.withHeader("grpc-message", encode(message));
	}

	/**
	 * Encodes a message as gRPC wants it: in UTF-8, with a percent sign and two digits
	 * for all but printable ASCII, and for the percent sign.
	 * @param message the message
	 * @return the value of the field {@code grpc-message}
	 */
	private static String encode(String message) {
		StringBuilder encoded = new StringBuilder(message.length());
		for (byte octet : message.getBytes(StandardCharsets.UTF_8)) {
			if (octet >= ' ' && octet <= '~' && octet != '%') {
				encoded.append((char) octet);
			}
			else {
				encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
			}
		}
		return encoded.toString();
	}

}
