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
 * Called once at the very end, success or not (Pingora: {@code logging}). It cannot
 * change anything any more and is not waited for.
 * <p>
 * Returns nothing.
 * <p>
 * Supported parameters: the context type, {@link dev.detour.proxy.http.ProxyRequest},
 * {@link dev.detour.proxy.attempt.Attempts},
 * {@link dev.detour.proxy.event.ExchangeOutcome},
 * {@link dev.detour.proxy.failure.ProxyError}, which is {@code null} if no error was left
 * unresolved, and {@link dev.detour.proxy.peer.Peer}, the one of the last attempt, which
 * is {@code null} if there was none.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Reflective(HookReflectiveProcessor.class)
public @interface OnComplete {

}
