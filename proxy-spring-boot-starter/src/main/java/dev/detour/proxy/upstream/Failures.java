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

import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;

import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;

/**
 * Tells failures to connect apart by the kind of exception, never by its text.
 */
final class Failures {

	private Failures() {
	}

	/**
	 * Classifies the failure of a TCP connection, or that of a Unix domain socket, which
	 * may not be there.
	 * @param cause the exception
	 * @return the type
	 */
	static ErrorType ofConnect(@Nullable Throwable cause) {
		if (cause instanceof ConnectTimeoutException) {
			return ErrorType.CONNECT_TIMEOUT;
		}
		if (cause instanceof ConnectException || cause instanceof FileNotFoundException) {
			return ErrorType.CONNECT_REFUSED;
		}
		if (cause instanceof NoRouteToHostException) {
			return ErrorType.NO_ROUTE;
		}
		return (cause instanceof UnknownHostException) ? ErrorType.DNS : ErrorType.CONNECT_FAILED;
	}

	/**
	 * Classifies the failure of a TLS handshake.
	 * @param failure the exception
	 * @return the type
	 */
	static ErrorType ofHandshake(@Nullable Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < 16; depth++) {
			if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
				return ErrorType.INVALID_CERTIFICATE;
			}
			cause = cause.getCause();
		}
		return ErrorType.TLS_HANDSHAKE;
	}

}
