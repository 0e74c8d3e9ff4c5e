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

import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * In what form a page is sent, in the order in which the gateway prefers them.
 */
enum PageFormat {

	/**
	 * For people.
	 */
	HTML(MediaType.TEXT_HTML),

	/**
	 * For programs. Who accepts JSON accepts this.
	 */
	PROBLEM(MediaType.APPLICATION_PROBLEM_JSON, MediaType.APPLICATION_JSON),

	/**
	 * The plain page.
	 */
	TEXT(MediaType.TEXT_PLAIN);

	private final List<MediaType> types;

	PageFormat(MediaType... types) {
		this.types = List.of(types);
	}

	/**
	 * Returns the form that a client likes best (RFC 9110 section 12.5.1).
	 * @param accept the field {@code Accept}, or {@code null} if there is none; one that
	 * cannot be understood accepts everything
	 * @param offered the forms that there are, in the order of preference, the plain page
	 * last
	 * @return the form; the plain page if the client accepts none of them
	 */
	static PageFormat preferred(@Nullable String accept, List<PageFormat> offered) {
		List<MediaType> ranges = parse(accept);
		PageFormat best = TEXT;
		double bestQuality = 0;
		for (PageFormat format : offered) {
			double quality = format.quality(ranges);
			if (quality > bestQuality) {
				best = format;
				bestQuality = quality;
			}
		}
		return best;
	}

	private static List<MediaType> parse(@Nullable String accept) {
		try {
			List<MediaType> ranges = MediaType.parseMediaTypes(accept);
			return ranges.isEmpty() ? List.of(MediaType.ALL) : ranges;
		}
		catch (InvalidMediaTypeException ex) {
			return List.of(MediaType.ALL);
		}
	}

	private double quality(List<MediaType> ranges) {
		return this.types.stream().mapToDouble((type) -> quality(type, ranges)).max().orElse(0);
	}

	/**
	 * Returns the quality that the most specific range gives a type.
	 * @param type the type
	 * @param ranges the ranges
	 * @return the quality, 0 if no range includes the type
	 */
	private static double quality(MediaType type, List<MediaType> ranges) {
		return ranges.stream()
			.filter((range) -> range.includes(type))
			.max(Comparator.comparingInt(PageFormat::specificity))
			.map(MediaType::getQualityValue)
			.orElse(0d);
	}

	private static int specificity(MediaType range) {
		return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
	}

}
