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

package dev.detour.proxy.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The gateway, as the endpoint describes it. A part of it has the other components
 * {@code null}.
 *
 * @param mount where proxied paths are mounted, if that is decided
 * @param access whether the endpoint may change anything: {@code read_only} or
 * {@code unrestricted}
 * @param handlers the handlers
 * @param groups the groups of peers
 * @param peers the peers that had attempts
 * @param traffic what has been counted
 * @param failures the latest exchanges that failed, were retried, or were refused a
 * retry, latest first
 * @since 0.1.0
 */
public record ProxyDescriptor(@Nullable String mount, @Nullable String access,
		@Nullable List<HandlerDescriptor> handlers, @Nullable List<GroupDescriptor> groups,
		@Nullable List<PeerDescriptor> peers, @Nullable TrafficDescriptor traffic,
		@Nullable List<FailureDescriptor> failures) implements OperationResponseBody {

}
