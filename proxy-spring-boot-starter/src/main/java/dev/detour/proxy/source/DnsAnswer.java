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

package dev.detour.proxy.source;

import java.util.List;

/**
 * What name servers said to one question.
 *
 * @param <T> what records of the type have
 */
sealed interface DnsAnswer<T> {

	/**
	 * There are records.
	 *
	 * @param <T> what they have
	 * @param values what they have, at least one
	 * @param seconds how long that holds
	 */
	record Records<T>(List<T> values, long seconds) implements DnsAnswer<T> {

	}

	/**
	 * There is no such name, or it has no records of the type.
	 *
	 * @param <T> what they would have
	 * @param reason what was said
	 */
	record None<T>(String reason) implements DnsAnswer<T> {

	}

	/**
	 * Nobody said anything of use.
	 *
	 * @param <T> what records would have
	 * @param reason what went wrong
	 */
	record Unknown<T>(String reason) implements DnsAnswer<T> {

	}

}
