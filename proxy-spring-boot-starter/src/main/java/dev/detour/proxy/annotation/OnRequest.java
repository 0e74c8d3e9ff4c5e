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
 * Called once, before a peer is chosen (Pingora: {@code request_filter}). Nothing has
 * been sent anywhere, and no content of the request has been read.
 * <p>
 * May return nothing to go on, or a {@link dev.detour.proxy.http.ProxyResponse} that
 * answers the client at once. A failure ends the exchange, since what the method would
 * have checked must not be skipped.
 * <p>
 * Supported parameters: the context type, {@link dev.detour.proxy.http.ProxyRequest},
 * {@link dev.detour.proxy.attempt.Attempts}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Reflective(HookReflectiveProcessor.class)
public @interface OnRequest {

}
