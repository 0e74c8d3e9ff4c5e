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

package dev.detour.proxy.peer;

/**
 * The versions of HTTP that a peer may be spoken to in. With TLS they are negotiated
 * (ALPN, RFC 7301); without it, HTTP/2 is spoken with prior knowledge (RFC 9113 section
 * 3.3).
 *
 * @since 0.1.0
 */
public enum Protocols {

	/**
	 * HTTP/1.1 only. The default.
	 */
	HTTP_1_1,

	/**
	 * HTTP/2 only: a peer that does not speak it fails the attempt.
	 */
	HTTP_2,

	/**
	 * HTTP/2 if the peer speaks it, else HTTP/1.1.
	 */
	HTTP_2_OR_1_1

}
