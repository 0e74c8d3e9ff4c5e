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
 * What went wrong (Pingora: {@code ErrorType}), with who caused it and the status that
 * the client gets when nothing better is known.
 *
 * @since 0.1.0
 */
public enum ErrorType {

	/**
	 * The peer refused the TCP connection.
	 */
	CONNECT_REFUSED(ErrorSource.UPSTREAM, 502),

	/**
	 * The TCP connection was not there in time.
	 */
	CONNECT_TIMEOUT(ErrorSource.UPSTREAM, 502),

	/**
	 * There is no route to the peer, or it is not allowed.
	 */
	NO_ROUTE(ErrorSource.UPSTREAM, 502),

	/**
	 * The peer's name could not be resolved.
	 */
	DNS(ErrorSource.UPSTREAM, 502),

	/**
	 * The connection could not be made for another reason.
	 */
	CONNECT_FAILED(ErrorSource.UPSTREAM, 502),

	/**
	 * The TLS handshake failed.
	 */
	TLS_HANDSHAKE(ErrorSource.UPSTREAM, 502),

	/**
	 * The TLS handshake was not done in time.
	 */
	TLS_TIMEOUT(ErrorSource.UPSTREAM, 502),

	/**
	 * The peer's certificate is not trusted, has expired or is for another name.
	 */
	INVALID_CERTIFICATE(ErrorSource.UPSTREAM, 502),

	/**
	 * No connection was free and none could be opened.
	 */
	POOL_EXHAUSTED(ErrorSource.INTERNAL, 503),

	/**
	 * Nothing was read for too long while a response was due.
	 */
	READ_TIMEOUT(ErrorSource.UPSTREAM, 504),

	/**
	 * The socket did not take up what was written for too long.
	 */
	WRITE_TIMEOUT(ErrorSource.UPSTREAM, 504),

	/**
	 * The peer closed the connection before the exchange was over.
	 */
	CONNECTION_CLOSED(ErrorSource.UPSTREAM, 502),

	/**
	 * The connection was reset before the exchange was over.
	 */
	CONNECTION_RESET(ErrorSource.UPSTREAM, 502),

	/**
	 * What the peer sent is not a response to this request.
	 */
	INVALID_RESPONSE(ErrorSource.UPSTREAM, 502),

	/**
	 * The peer does not speak the version of HTTP that is needed, or asks for another.
	 */
	HTTP_VERSION_REFUSED(ErrorSource.UPSTREAM, 502),

	/**
	 * The peer refused the HTTP/2 stream before processing it.
	 */
	H2_REFUSED_STREAM(ErrorSource.UPSTREAM, 502),

	/**
	 * The HTTP/2 connection is going away.
	 */
	H2_GOAWAY(ErrorSource.UPSTREAM, 502),

	/**
	 * The peer reset the HTTP/2 stream.
	 */
	H2_RESET(ErrorSource.UPSTREAM, 502),

	/**
	 * The handler refused the response of the peer.
	 */
	STATUS_REFUSED(ErrorSource.UPSTREAM, 502),

	/**
	 * The handler named no peer.
	 */
	NO_PEER(ErrorSource.INTERNAL, 503),

	/**
	 * As many exchanges as there may be are under way, and no more may wait.
	 */
	OVERLOADED(ErrorSource.INTERNAL, 503),

	/**
	 * The client has gone.
	 */
	CLIENT_GONE(ErrorSource.DOWNSTREAM, 499),

	/**
	 * The client did not take the response for too long.
	 */
	CLIENT_TIMEOUT(ErrorSource.DOWNSTREAM, 499),

	/**
	 * The time is up that the client gives the exchange ({@code grpc-timeout}).
	 */
	DEADLINE_EXCEEDED(ErrorSource.DOWNSTREAM, 504),

	/**
	 * The client's request is malformed.
	 */
	BAD_REQUEST(ErrorSource.DOWNSTREAM, 400),

	/**
	 * The client did not send the rest of its request in time.
	 */
	REQUEST_TIMEOUT(ErrorSource.DOWNSTREAM, 408),

	/**
	 * The content of the request is larger than allowed.
	 */
	BODY_TOO_LARGE(ErrorSource.DOWNSTREAM, 413),

	/**
	 * Another attempt, which was under way at the same time, answered first.
	 */
	HEDGE_LOST(ErrorSource.INTERNAL, 500),

	/**
	 * A hook threw, returned an error or took too long.
	 */
	HOOK_FAILED(ErrorSource.INTERNAL, 500),

	/**
	 * The gateway itself failed.
	 */
	INTERNAL(ErrorSource.INTERNAL, 500);

	private final String id = name().toLowerCase(Locale.ROOT);

	private final ErrorSource source;

	private final int status;

	ErrorType(ErrorSource source, int status) {
		this.source = source;
		this.status = status;
	}

	/**
	 * Returns the name in metrics and logs.
	 * @return the name, such as {@code connect_refused}
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns who caused errors of this type.
	 * @return the source
	 */
	public ErrorSource source() {
		return this.source;
	}

	/**
	 * Returns the status that the client gets when nothing better is known.
	 * @return the status; 499 is never sent, since the client has gone
	 */
	public int status() {
		return this.status;
	}

}
