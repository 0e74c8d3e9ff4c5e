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

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.ProxyRequest;

/**
 * Finds the handler of a request.
 * <p>
 * If several handlers match, the more specific path wins, then the more specific host,
 * then the handler that is limited to methods, then the one with more conditions, then
 * the lower order.
 * <p>
 * Paths are compared as Spring's path patterns are: segment by segment, each without its
 * matrix parameters and then decoded, so that an encoded slash never separates segments.
 * Nothing else is normalised: neither {@code ..} nor an empty segment is resolved, so a
 * pattern is no boundary for a peer that resolves them. A path that cannot be decoded
 * matches {@code /**} only, and not even that if a narrower pattern could have claimed
 * it.
 *
 * @since 0.1.0
 */
public interface ProxyHandlerRegistry {

	/**
	 * Finds the handler of a request among those that have no conditions. Never throws,
	 * whatever the client sent.
	 * @param method the request method
	 * @param host the host that the client asked for, with or without a port
	 * @param path the path of the target, still encoded
	 * @return the handler, or {@code null} if none matches
	 */
	@Nullable HandlerMatch match(String method, String host, String path);

	/**
	 * Finds the handler of a request, looking at conditions as well. Never throws,
	 * whatever the client sent.
	 * @param request the request
	 * @return the handler, or {@code null} if none matches
	 */
	default @Nullable HandlerMatch match(ProxyRequest request) {
		return match(request.method(), request.host(), request.path());
	}

	/**
	 * Returns all handlers.
	 * @return the mappings in the order of their names
	 */
	List<HandlerMapping> mappings();

	/**
	 * Returns a registry of these handlers.
	 * @param mappings the handlers and the requests that they handle
	 * @return the registry
	 * @throws InvalidProxyHandlerException if a pattern is invalid, or two handlers tie
	 */
	static ProxyHandlerRegistry of(Collection<HandlerMapping> mappings) {
		return HandlerTable.of(mappings);
	}

}
