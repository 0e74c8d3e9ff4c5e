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

package dev.detour.proxy.handler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.Element;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Finds the routes that may match a path without asking each of them: by the segments
 * with which their patterns begin, as far as these are plain text.
 */
final class PathIndex {

	private static final String SPECIAL = "*?{}";

	private final Node root;

	private PathIndex(Node root) {
		this.root = root;
	}

	static PathIndex of(List<HandlerRoute> routes) {
		Node root = new Node();
		for (HandlerRoute route : routes) {
			Node node = root;
			for (String segment : plainSegments(route.path())) {
				node = node.children.computeIfAbsent(segment, (key) -> new Node());
			}
			node.own.add(route);
		}
		root.complete(new HandlerRoute[0]);
		return new PathIndex(root);
	}

	private static List<String> plainSegments(PathPattern pattern) {
		List<String> segments = new ArrayList<>();
		for (String segment : pattern.getPatternString().substring(1).split("/")) {
			if (segment.isEmpty() || segment.chars().anyMatch((c) -> SPECIAL.indexOf(c) >= 0)) {
				break;
			}
			segments.add(segment);
		}
		return segments;
	}

	/**
	 * Returns whether it can tell routes apart.
	 * @return {@code false} if every route may match every path
	 */
	boolean isUseful() {
		return !this.root.children.isEmpty();
	}

	/**
	 * Returns the routes that may match a path.
	 * @param path the path
	 * @return the routes in the order in which they are asked; not to be changed
	 */
	HandlerRoute[] candidates(PathContainer path) {
		Node node = this.root;
		boolean separated = false;
		for (Element element : path.elements()) {
			if (element instanceof PathSegment segment) {
				Node child = node.children.get(segment.valueToMatch());
				if (child == null) {
					break;
				}
				node = child;
				separated = false;
			}
			else if (separated) {
				// An empty segment, with which no entry goes on.
				break;
			}
			else {
				separated = true;
			}
		}
		return node.candidates;
	}

	private static final class Node {

		private final Map<String, Node> children = new HashMap<>();

		private final List<HandlerRoute> own = new ArrayList<>();

		private HandlerRoute[] candidates = {};

		/**
		 * Puts the routes of this node and those above it into one order.
		 * @param above the routes above, in their order
		 */
		void complete(HandlerRoute[] above) {
			List<HandlerRoute> all = new ArrayList<>(List.of(above));
			all.addAll(this.own);
			all.sort(HandlerRoute.PRECEDENCE);
			this.candidates = all.toArray(HandlerRoute[]::new);
			this.children.values().forEach((child) -> child.complete(this.candidates));
		}

	}

}
