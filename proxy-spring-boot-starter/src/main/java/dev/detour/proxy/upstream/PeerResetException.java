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

package dev.detour.proxy.upstream;

import io.netty.handler.codec.http2.Http2Error;

/**
 * Says with which code a peer ended an HTTP/2 stream or connection (RFC 9113 section 7).
 * It costs no stack trace.
 */
final class PeerResetException extends Exception {

	private static final long serialVersionUID = 1L;

	PeerResetException(String frame, long code) {
		super("The peer sent " + frame + " with code " + describe(code), null, false, false);
	}

	private static String describe(long code) {
		Http2Error error = Http2Error.valueOf(code);
		return (error != null) ? error.name() : Long.toString(code);
	}

}
