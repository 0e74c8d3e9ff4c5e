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

import org.jspecify.annotations.Nullable;
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
		Node root = new Node("");
		for (HandlerRoute route : routes) {
			Node node = root;
			for (String segment : plainSegments(route.path())) {
				node = node.children.computeIfAbsent(segment, Node::new);
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
				Node child = node.child(segment.valueToMatch(), 0, segment.valueToMatch().length());
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

	/**
	 * Returns the routes that may match a path as it was sent, without making an object.
	 * @param path the path, which begins with a slash and {@linkplain #isPlain is plain}
	 * @return the routes in the order in which they are asked; not to be changed
	 */
	HandlerRoute[] candidates(String path) {
		Node node = this.root;
		for (int start = 1; start < path.length();) {
			int slash = path.indexOf('/', start);
			int end = (slash < 0) ? path.length() : slash;
			Node child = node.child(path, start, end);
			if (child == null) {
				break;
			}
			node = child;
			start = end + 1;
		}
		return node.candidates;
	}

	/**
	 * Returns whether the segments of a path mean what is written there.
	 * @param path the path
	 * @return {@code false} if something is encoded, or there are parameters
	 */
	static boolean isPlain(String path) {
		return path.indexOf('%') < 0 && path.indexOf(';') < 0;
	}

	private static final class Node {

		private final String segment;

		private final Map<String, Node> children = new HashMap<>();

		private final List<HandlerRoute> own = new ArrayList<>();

		private @Nullable Node[] table = {};

		private HandlerRoute[] candidates = {};

		Node(String segment) {
			this.segment = segment;
		}

		/**
		 * Puts the routes of this node and those above it into one order.
		 * @param above the routes above, in their order
		 */
		void complete(HandlerRoute[] above) {
			List<HandlerRoute> all = new ArrayList<>(List.of(above));
			all.addAll(this.own);
			all.sort(HandlerRoute.PRECEDENCE);
			this.candidates = all.toArray(HandlerRoute[]::new);
			this.table = new Node[Integer.highestOneBit(this.children.size()) * 4];
			this.children.values().forEach((child) -> {
				this.table[slot(child.segment, 0, child.segment.length())] = child;
				child.complete(this.candidates);
			});
		}

		/**
		 * Finds a child by a part of a text.
		 * @param text the text
		 * @param start where the segment starts
		 * @param end where it ends
		 * @return the child, or {@code null} if there is none
		 */
		@Nullable Node child(String text, int start, int end) {
			return (this.table.length > 0) ? this.table[slot(text, start, end)] : null;
		}

		private int slot(String text, int start, int end) {
			int hash = 0;
			for (int i = start; i < end; i++) {
				hash = 31 * hash + text.charAt(i);
			}
			int slot = (hash ^ (hash >>> 16)) & (this.table.length - 1);
			for (Node node = this.table[slot]; node != null && !node.is(text, start, end); node = this.table[slot]) {
				slot = (slot + 1) & (this.table.length - 1);
			}
			return slot;
		}

		private boolean is(String text, int start, int end) {
			return this.segment.length() == end - start && text.startsWith(this.segment, start);
		}

	}

}
