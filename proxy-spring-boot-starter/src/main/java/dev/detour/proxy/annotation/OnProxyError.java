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

import dev.detour.proxy.failure.ErrorType;

/**
 * Called when an attempt failed after it had a connection (Pingora:
 * {@code error_while_proxy}). The peer may have acted on the request;
 * {@link dev.detour.proxy.failure.ProxyError#delivery()} tells. If the response head has
 * gone downstream, nothing can be done but to take note.
 * <p>
 * May return a {@link dev.detour.proxy.decision.FailureDecision}; nothing is the same as
 * {@link dev.detour.proxy.decision.FailureDecision#defer() defer()}. A retry of a request
 * that is not idempotent is granted only if it is proved that the peer did not process
 * it, or with
 * {@link dev.detour.proxy.decision.FailureDecision.Retry#evenIfNotIdempotent()}.
 * <p>
 * There may be several such methods, narrowed by {@link ErrorType}. Naming a type beats
 * the catch-all; naming one twice, or one that cannot occur once there is a connection,
 * is a fault that is found at start-up.
 * <p>
 * Supported parameters: the context type, {@link dev.detour.proxy.http.ProxyRequest},
 * {@link dev.detour.proxy.attempt.Attempts}, {@link dev.detour.proxy.peer.Peer},
 * {@link dev.detour.proxy.failure.ProxyError}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Reflective(HookReflectiveProcessor.class)
public @interface OnProxyError {

	/**
	 * Narrows the method to errors of these types. A method that names a type is called
	 * instead of one that names none.
	 * @return the types, empty for all that no other method names
	 */
	ErrorType[] value() default {};

}
