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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import dev.detour.proxy.group.PolicyHooks;
import dev.detour.proxy.handler.DescribedHooks;
import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;

/**
 * A handler and what it handles.
 *
 * @param name the name, as in metrics and logs
 * @param paths path patterns
 * @param hosts host patterns, empty for all hosts
 * @param methods request methods, empty for all
 * @param order breaks ties between handlers
 * @param phases the phases that have user code, with its methods; without any where the
 * handler is a plain interface
 * @since 0.1.0
 */
public record HandlerDescriptor(String name, List<String> paths, List<String> hosts, List<String> methods, int order,
		Map<String, List<String>> phases) {

	static HandlerDescriptor of(HandlerMapping mapping) {
		return new HandlerDescriptor(mapping.handler(), mapping.paths(), mapping.hosts(),
				List.copyOf(new TreeSet<>(mapping.methods())), mapping.order(), phases(userCode(mapping.hooks())));
	}

	private static ProxyHooks<?> userCode(ProxyHooks<?> hooks) {
		return (hooks instanceof PolicyHooks<?> policy) ? policy.userCode() : hooks;
	}

	private static Map<String, List<String>> phases(ProxyHooks<?> hooks) {
		Map<String, List<String>> phases = new LinkedHashMap<>();
		Arrays.stream(Phase.values()).filter(hooks::handles).forEach((phase) -> {
			List<String> methods = (hooks instanceof DescribedHooks described) ? described.methods(phase) : List.of();
			phases.put(phase.name().toLowerCase(Locale.ROOT), methods);
		});
		return phases;
	}

}
