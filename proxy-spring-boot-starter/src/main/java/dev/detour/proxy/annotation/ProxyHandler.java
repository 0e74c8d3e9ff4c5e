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

package dev.detour.proxy.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Makes a bean a proxy handler: it owns the exchanges that match, from start to end, and
 * its annotated methods decide what happens in them. Only {@link UpstreamPeer} is
 * required.
 * <p>
 * A hook may return its answer, or a {@code Mono} or {@code CompletionStage} of it, or
 * any other type with at most one value that Spring's
 * {@link org.springframework.core.ReactiveAdapterRegistry} knows. Its parameters are
 * resolved by type, in any order; each annotation says which are supported. Annotations
 * are inherited: an override without one keeps that of the method it overrides, be it of
 * a superclass or an interface. Methods may have any visibility; only if the bean is a
 * proxy must they be neither private nor final.
 * <p>
 * All methods are called on the event loop and must not block, unless the handler is
 * {@link #blocking()}.
 * <p>
 * If several handlers match, the more specific path wins, then the more specific host,
 * then the handler that is limited to methods, then the lower
 * {@link org.springframework.core.annotation.Order @Order}. A handler is a singleton:
 * what belongs to one exchange belongs in the context. All faults of all handlers are
 * reported together when the application starts.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Component
public @interface ProxyHandler {

	/**
	 * Alias for {@link #path()}.
	 * @return the path patterns
	 */
	@AliasFor("path")
	String[] value() default { "/**" };

	/**
	 * Path patterns of the requests to handle, as in
	 * {@link org.springframework.web.util.pattern.PathPattern}. Placeholders are
	 * resolved.
	 * @return the path patterns
	 */
	@AliasFor("value")
	String[] path() default { "/**" };

	/**
	 * Hosts of the requests to handle: a name such as {@code api.example.com}, or
	 * {@code *.example.com} for all names below one. Case and port do not matter.
	 * Placeholders are resolved.
	 * @return the host patterns, empty for all hosts
	 */
	String[] host() default {};

	/**
	 * Methods of the requests to handle, such as {@code GET}.
	 * @return the methods, empty for all
	 */
	String[] methods() default {};

	/**
	 * Whether methods of this handler may block. They are then called on a bounded
	 * executor, on virtual threads if these are enabled, all but {@link NewContext}.
	 * @return {@code true} if they may block
	 */
	boolean blocking() default false;

	/**
	 * Name of the bean, which is also the name of the handler in logs and metrics.
	 * @return the name, empty for the default one
	 */
	@AliasFor(annotation = Component.class, attribute = "value")
	String name() default "";

}
