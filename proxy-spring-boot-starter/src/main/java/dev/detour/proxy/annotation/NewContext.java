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

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes the context of an exchange (Pingora: {@code new_ctx}). Called once, before all
 * other hooks of the exchange.
 * <p>
 * The return type is the <em>context type</em> of the handler: every hook may have a
 * parameter of it, or of a supertype. A handler without such a method gets its context
 * from the no-argument constructor of the one parameter type that is not Detour's own.
 * <p>
 * The method must return the context itself. It is called on the event loop and must not
 * block, <strong>even if the handler is declared as blocking</strong>: what has to be
 * looked up can be looked up in {@link OnRequest @OnRequest}.
 * <p>
 * Supported parameters: {@link dev.detour.proxy.http.ProxyRequest}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Reflective(HookReflectiveProcessor.class)
public @interface NewContext {

}
