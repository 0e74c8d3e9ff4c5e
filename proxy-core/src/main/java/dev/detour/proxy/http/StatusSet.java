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

package dev.detour.proxy.http;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A set of status codes. An immutable value.
 *
 * @since 0.1.0
 */
public final class StatusSet {

	/**
	 * The set without any status.
	 */
	public static final StatusSet NONE = new StatusSet(new BitSet());

	private static final Pattern CLASS = Pattern.compile("([1-9])[xX]{2}");

	private static final Pattern RANGE = Pattern.compile("([1-9]\\d{2})(?:-([1-9]\\d{2}))?");

	private final BitSet statuses;

	private StatusSet(BitSet statuses) {
		this.statuses = statuses;
	}

	/**
	 * Returns a set of statuses.
	 * @param statuses the statuses
	 * @return the set
	 * @throws IllegalArgumentException if one is not from 100 to 999
	 */
	public static StatusSet of(int... statuses) {
		BitSet bits = new BitSet();
		for (int status : statuses) {
			if (status < 100 || status > 999) {
				throw new IllegalArgumentException("'status' must be from 100 to 999, but was " + status);
			}
			bits.set(status);
		}
		return new StatusSet(bits);
	}

	/**
	 * Returns whether a text looks like a status, a range or a class, well-formed or not.
	 * @param text the text
	 * @return {@code true} if it begins with a digit
	 */
	public static boolean looksLike(String text) {
		return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
	}

	/**
	 * Reads a set from text.
	 * @param text a status such as {@code 503}, a range such as {@code 500-504}, or a
	 * class such as {@code 5xx}
	 * @return the set
	 * @throws IllegalArgumentException if it is none of these
	 */
	public static StatusSet parse(String text) {
		Matcher matcher = CLASS.matcher(text);
		if (matcher.matches()) {
			int first = Integer.parseInt(matcher.group(1)) * 100;
			return range(first, first + 99);
		}
		matcher = RANGE.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"A status must be like '503', '500-504' or '5xx', but was '" + text + "'");
		}
		int first = Integer.parseInt(matcher.group(1));
		int last = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : first;
		if (last < first) {
			throw new IllegalArgumentException("A range of statuses must not go down, but was '" + text + "'");
		}
		return range(first, last);
	}

	private static StatusSet range(int first, int last) {
		BitSet bits = new BitSet();
		bits.set(first, last + 1);
		return new StatusSet(bits);
	}

	/**
	 * Returns this set with another added.
	 * @param other the other set
	 * @return a new set
	 */
	public StatusSet and(StatusSet other) {
		BitSet bits = (BitSet) this.statuses.clone();
		bits.or(other.statuses);
		return new StatusSet(bits);
	}

	/**
	 * Returns whether a status is in this set.
	 * @param status the status
	 * @return {@code true} if it is
	 */
	public boolean contains(int status) {
		return this.statuses.get(status);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof StatusSet set && this.statuses.equals(set.statuses);
	}

	@Override
	public int hashCode() {
		return this.statuses.hashCode();
	}

	@Override
	public String toString() {
		return this.statuses.toString();
	}

}
