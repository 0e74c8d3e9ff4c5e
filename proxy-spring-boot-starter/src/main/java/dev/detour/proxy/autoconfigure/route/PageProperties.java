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

package dev.detour.proxy.autoconfigure.route;

import org.jspecify.annotations.Nullable;

/**
 * Page for an exchange that has failed.
 *
 * @since 0.1.0
 */
public class PageProperties {

	/**
	 * Page in HTML, or where it is: "classpath:" or "file:" and the path.
	 */
	private @Nullable String html;

	private final Problem problem = new Problem();

	public @Nullable String getHtml() {
		return this.html;
	}

	public void setHtml(@Nullable String html) {
		this.html = html;
	}

	public Problem getProblem() {
		return this.problem;
	}

	/**
	 * Problem in JSON (RFC 9457).
	 */
	public static class Problem {

		/**
		 * URI that names the kind of problem.
		 */
		private @Nullable String type;

		/**
		 * Title of the problem. By default the reason phrase of the status.
		 */
		private @Nullable String title;

		/**
		 * What to tell the client about it.
		 */
		private @Nullable String detail;

		public @Nullable String getType() {
			return this.type;
		}

		public void setType(@Nullable String type) {
			this.type = type;
		}

		public @Nullable String getTitle() {
			return this.title;
		}

		public void setTitle(@Nullable String title) {
			this.title = title;
		}

		public @Nullable String getDetail() {
			return this.detail;
		}

		public void setDetail(@Nullable String detail) {
			this.detail = detail;
		}

	}

}
