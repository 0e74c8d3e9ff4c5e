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
 * Filters the content of a request, one chunk after the other, when it is about to be
 * sent to a peer (Pingora: {@code request_body_filter}). Not called for a request without
 * content. The last call is for the last chunk, even if that is empty.
 * <p>
 * May return the {@link dev.detour.proxy.http.BodyChunk} to send instead: changed, with
 * more or less content, or with none, to drop it or to hold it back until later. Returns
 * nothing to send the chunk that was given. Further content waits for the answer. A
 * failure ends the exchange.
 * <p>
 * Every attempt filters the client's content anew from its
 * {@linkplain dev.detour.proxy.http.BodyChunk#isFirst() first} chunk: what the method
 * keeps in the context must begin anew with it. The request is sent without
 * {@code Content-Length}.
 * <p>
 * Supported parameters: {@link dev.detour.proxy.http.BodyChunk} (required), the context
 * type, {@link dev.detour.proxy.http.ProxyRequest},
 * {@link dev.detour.proxy.attempt.Attempts}, {@link dev.detour.proxy.peer.Peer}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Reflective(HookReflectiveProcessor.class)
public @interface OnRequestBody {

}
