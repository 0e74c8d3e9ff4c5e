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

package dev.detour.proxy.event;

import dev.detour.proxy.http.ProxyRequest;

/**
 * What observers see of one mirrored request.
 *
 * @param handler the name of the handler or route of the exchange that it is a copy of
 * @param group the name of the group that gets it
 * @param request the client's request
 * @since 0.1.0
 */
public record MirrorView(String handler, String group, ProxyRequest request) {

}
