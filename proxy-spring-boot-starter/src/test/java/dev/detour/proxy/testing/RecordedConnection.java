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

package dev.detour.proxy.testing;

import java.util.Optional;

/**
 * What a {@link ScriptedUpstream} has seen of one connection so far.
 *
 * @param index the place in the order of acceptance, from 0
 * @param received the exact bytes read; with TLS after decryption
 * @param serverName the SNI name that the client sent
 * @param clientCertificate the subject of the client's certificate
 * @param problem what went wrong on this side, such as a failed TLS handshake or a
 * malformed request
 * @param end who ended the connection first, and how
 * @since 0.1.0
 */
public record RecordedConnection(int index, RecordedBytes received, Optional<String> serverName,
		Optional<String> clientCertificate, Optional<String> problem, Optional<ConnectionEnd> end) {

}
