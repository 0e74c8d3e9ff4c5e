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

package dev.detour.proxy.server.webflux;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.reactive.handler.AbstractUrlHandlerMapping;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;
import org.springframework.web.server.handler.ExceptionHandlingWebHandler;
import org.springframework.web.server.handler.FilteringWebHandler;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Looks for what stands in front of the gateway in WebFlux. Only types of Spring itself
 * are trusted to do what they are known for; their subclasses are not.
 */
final class WebFluxInspection {

	private static final String SPRING = "org.springframework.";

	private final WebFluxMount mount;

	private final ClaimedPaths claimed;

	/**
	 * Creates the inspection.
	 * @param mount the mount in WebFlux
	 * @param claimed gets the paths that the application claims
	 */
	WebFluxInspection(WebFluxMount mount, ClaimedPaths claimed) {
		this.mount = mount;
		this.claimed = claimed;
	}

	/**
	 * Finds the first obstacle.
	 * @param handler what the server calls
	 * @return the obstacle, or {@code null} if there is none but claimed paths
	 */
	@Nullable String obstacle(@Nullable HttpHandler handler) {
		if (handler == null) {
			return "there is not exactly one HttpHandler";
		}
		if (handler.getClass() != HttpWebHandlerAdapter.class) {
			// Decorated, below a base path, or the application's own.
			return "requests go through " + name(handler);
		}
		HttpWebHandlerAdapter adapter = (HttpWebHandlerAdapter) handler;
		if (adapter.getForwardedHeaderTransformer() != null) {
			return "there is a ForwardedHeaderTransformer";
		}
		WebHandler next = adapter.getDelegate();
		if (next.getClass() == ExceptionHandlingWebHandler.class) {
			next = ((ExceptionHandlingWebHandler) next).getDelegate();
		}
		if (next.getClass() == FilteringWebHandler.class) {
			List<WebFilter> filters = ((FilteringWebHandler) next).getFilters();
			if (!filters.isEmpty()) {
				return "there are filters: " + names(filters);
			}
			next = ((FilteringWebHandler) next).getDelegate();
		}
		return (next.getClass() == DispatcherHandler.class) ? obstacle((DispatcherHandler) next)
				: "requests go through " + name(next);
	}

	private @Nullable String obstacle(DispatcherHandler dispatcher) {
		List<HandlerMapping> mappings = dispatcher.getHandlerMappings();
		if (mappings == null || !mappings.contains(this.mount)) {
			return "the handler mappings are not those of the application";
		}
		for (HandlerMapping mapping : mappings.subList(0, mappings.indexOf(this.mount))) {
			if (!isKnown(mapping)) {
				return "it is not known what this claims: " + name(mapping);
			}
		}
		return null;
	}

	/**
	 * Returns whether all that a mapping claims can be told by path, and notes it.
	 * @param mapping the mapping
	 * @return {@code true} if it can
	 */
	private boolean isKnown(HandlerMapping mapping) {
		if (!mapping.getClass().getName().startsWith(SPRING)) {
			return false;
		}
		if (mapping instanceof RouterFunctionMapping functions) {
			return functions.getRouterFunction() == null || isWelcomePage(functions);
		}
		if (mapping instanceof RequestMappingInfoHandlerMapping methods) {
			for (RequestMappingInfo info : methods.getHandlerMethods().keySet()) {
				this.claimed.add(info.getPatternsCondition().getPatterns(), isCaseSensitive(methods));
			}
			return true;
		}
		if (mapping instanceof AbstractUrlHandlerMapping urls) {
			this.claimed.add(urls.getHandlerMap().keySet(), isCaseSensitive(urls));
			return true;
		}
		return false;
	}

	private boolean isWelcomePage(RouterFunctionMapping functions) {
		if (!this.mount.isBean("welcomePageRouterFunctionMapping", functions)) {
			return false;
		}
		this.claimed.add(List.of(PathPatternParser.defaultInstance.parse("/")), true);
		return true;
	}

	private static boolean isCaseSensitive(AbstractHandlerMapping mapping) {
		return mapping.getPathPatternParser().isCaseSensitive();
	}

	private static String names(List<?> objects) {
		return objects.stream().map(WebFluxInspection::name).collect(Collectors.joining(", "));
	}

	private static String name(Object object) {
		return object.getClass().getName();
	}

}
