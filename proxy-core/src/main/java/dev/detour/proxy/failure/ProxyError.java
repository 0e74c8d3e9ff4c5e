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

import org.jspecify.annotations.Nullable;

/**
 * One thing that went wrong. A value, not an exception: it costs no stack trace.
 *
 * @param type what went wrong
 * @param delivery how much of the request the peer may have seen
 * @param reused whether the attempt used a connection that had served before
 * @param bytesWritten the bytes of the request that were handed to the connection
 * @param bytesRead the bytes of the response that were read
 * @param cause the exception that was observed, or {@code null}
 * @since 0.1.0
 */
public record ProxyError(ErrorType type, Delivery delivery, boolean reused, long bytesWritten, long bytesRead,
		@Nullable Throwable cause) {

	/**
	 * Returns an error of an attempt that had no connection.
	 * @param type what went wrong
	 * @param cause the exception that was observed, or {@code null}
	 * @return the error, {@link Delivery#NOT_SENT}
	 */
	public static ProxyError notSent(ErrorType type, @Nullable Throwable cause) {
		return new ProxyError(type, Delivery.NOT_SENT, false, 0, 0, cause);
	}

	/**
	 * Returns who caused this error.
	 * @return the source
	 */
	public ErrorSource source() {
		return this.type.source();
	}

	/**
	 * Returns whether this is the race between the reuse of a pooled connection and its
	 * peer closing it: the connection had served before, ended, and not one byte of a
	 * response was read.
	 * @return {@code true} if the connection was stale
	 */
	public boolean isStaleConnection() {
		return this.reused && this.bytesRead == 0 && this.delivery.compareTo(Delivery.RESPONDING) < 0
				&& (this.type == ErrorType.CONNECTION_CLOSED || this.type == ErrorType.CONNECTION_RESET);
	}

	/**
	 * Returns whether the peer asked for the same request in another version of HTTP, and
	 * so proved that it did not process it (RFC 9113 section 7, HTTP_1_1_REQUIRED).
	 * @return {@code true} if it did
	 */
	public boolean isVersionRefused() {
		return this.type == ErrorType.HTTP_VERSION_REFUSED && this.delivery == Delivery.REFUSED;
	}

	/**
	 * Returns this error with another delivery.
	 * @param delivery how much of the request the peer may have seen
	 * @return a new error
	 */
	public ProxyError withDelivery(Delivery delivery) {
		return new ProxyError(this.type, delivery, this.reused, this.bytesWritten, this.bytesRead, this.cause);
	}

}
