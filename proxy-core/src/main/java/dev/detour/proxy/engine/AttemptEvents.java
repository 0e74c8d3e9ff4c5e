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

package dev.detour.proxy.engine;

import dev.detour.proxy.failure.ProxyError;

/**
 * What an attempt under way tells: the leading one to {@link ExchangeEngine}, one beside
 * it to {@link Hedge}.
 *
 * @since 0.1.0
 */
public sealed interface AttemptEvents permits ExchangeEngine, Hedge {

	/**
	 * The attempt has a connection.
	 * @param reused whether the connection had served before
	 * @param now the time
	 * @return the next step
	 */
	Step connected(boolean reused, long now);

	/**
	 * A response head arrived that is not interim.
	 * @param status the status
	 * @param now the time
	 * @return the next step
	 */
	Step responded(int status, long now);

	/**
	 * The attempt failed.
	 * @param failure what went wrong; its delivery is corrected where the state proves
	 * another
	 * @param now the time
	 * @return the next step
	 */
	Step attemptFailed(ProxyError failure, long now);

	/**
	 * A hook of the attempt threw, returned an error or took too long.
	 * @param cause the exception
	 * @param now the time
	 * @return the next step
	 */
	Step hookFailed(Throwable cause, long now);

}
