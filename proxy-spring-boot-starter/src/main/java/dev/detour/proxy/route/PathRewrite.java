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

package dev.detour.proxy.route;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Changes the path of a request, as the client encoded it, and leaves the query alone. An
 * immutable value.
 *
 * @param stripped the number of segments that are removed from its beginning
 * @param regex what is then looked for, or {@code null} for nothing
 * @param replacement what stands in its place, with {@code $1} or <code>${name}</code>
 * for groups
 * @since 0.1.0
 */
public record PathRewrite(int stripped, @Nullable Pattern regex, String replacement) {

	/**
	 * No change.
	 */
	public static final PathRewrite NONE = new PathRewrite(0, null, "");

	private static final Pattern GROUP = Pattern.compile("\\\\.|\\$(?:\\{(\\w+)}|(\\d)|)");

	/**
	 * Checks the parts.
	 * @param stripped the number of segments to remove
	 * @param regex what to look for
	 * @param replacement what stands in its place
	 * @throws IllegalArgumentException if the number is negative, or the replacement
	 * names a group that there is not, or has a character that must be encoded
	 */
	public PathRewrite {
		if (stripped < 0) {
			throw new IllegalArgumentException("'stripped' must not be negative, but was " + stripped);
		}
		if (replacement.chars().anyMatch((c) -> c <= ' ' || c >= 0x7f || c == '?' || c == '#')) {
			throw new IllegalArgumentException(
					"The replacement must be an encoded path, but was '" + replacement + "'");
		}
		if (regex != null) {
			checkGroups(regex, replacement);
		}
	}

	private static void checkGroups(Pattern regex, String replacement) {
		int groups = regex.matcher("").groupCount();
		Matcher matcher = GROUP.matcher(replacement);
		while (matcher.find()) {
			String name = matcher.group(1);
			boolean known = matcher.group().startsWith("\\") || (name != null && hasGroup(regex, name))
					|| (matcher.group(2) != null && Integer.parseInt(matcher.group(2)) <= groups);
			if (!known) {
				throw new IllegalArgumentException("The replacement names the group '" + matcher.group()
						+ "', which the regular expression does not have");
			}
		}
	}

	private static boolean hasGroup(Pattern regex, String name) {
		try {
			// A back reference to a group that there is not does not compile.
			Pattern.compile(regex.pattern() + "\\k<" + name + ">");
			return true;
		}
		catch (PatternSyntaxException ex) {
			return false;
		}
	}

	/**
	 * Returns whether nothing is changed.
	 * @return {@code true} if nothing is
	 */
	public boolean isEmpty() {
		return this.stripped == 0 && this.regex == null;
	}

	/**
	 * Changes a target.
	 * @param target the target, in origin form; others stay as they are
	 * @return the new target
	 */
	public String apply(String target) {
		if (!target.startsWith("/")) {
			return target;
		}
		int end = target.indexOf('?');
		String path = strip((end < 0) ? target : target.substring(0, end));
		if (this.regex != null) {
			path = this.regex.matcher(path).replaceAll(this.replacement);
		}
		return (path.startsWith("/") ? path : "/" + path) + ((end < 0) ? "" : target.substring(end));
	}

	private String strip(String path) {
		int start = 0;
		for (int i = 0; i < this.stripped && start >= 0; i++) {
			start = path.indexOf('/', start + 1);
		}
		return (start < 0) ? "/" : path.substring(start);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof PathRewrite rewrite && rewrite.stripped == this.stripped
				&& rewrite.pattern().equals(pattern()) && rewrite.replacement.equals(this.replacement);
	}

	@Override
	public int hashCode() {
		return 31 * (31 * this.stripped + pattern().hashCode()) + this.replacement.hashCode();
	}

	private String pattern() {
		return (this.regex != null) ? this.regex.pattern() : "";
	}

}
