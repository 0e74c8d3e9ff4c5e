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

import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Gives trust and client certificates for connections to peers.
 *
 * @since 0.1.0
 */
public interface TlsMaterial {

	/**
	 * Returns the builder of a client context, with its client certificate.
	 * @param bundle the name of an SSL bundle, or {@code null} for the JVM's trust
	 * @return a new builder
	 * @throws SSLException if there is no such bundle or it cannot be used
	 */
	SslContextBuilder clientContext(@Nullable String bundle) throws SSLException;

	/**
	 * Returns whom to trust.
	 * @param bundle the name of an SSL bundle, or {@code null} for the JVM's trust
	 * @return the trust
	 * @throws SSLException if there is no such bundle or it cannot be used
	 */
	TrustManagerFactory trust(@Nullable String bundle) throws SSLException;

}
