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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import dev.detour.proxy.handler.ProxyHandlerRegistry;

/**
 * Says what the gateway is: its version, where it is mounted, and how many handlers and
 * groups it has.
 *
 * @since 0.1.0
 */
public final class ProxyInfoContributor implements InfoContributor {

	private final ProxyHandlerRegistry handlers;

	private final ManagedGroups groups;

	private final Supplier<@Nullable String> mount;

	/**
	 * Creates the contributor.
	 * @param handlers knows the handlers
	 * @param groups knows the groups of peers
	 * @param mount says where proxied paths are mounted, {@code null} until that is
	 * decided
	 */
	public ProxyInfoContributor(ProxyHandlerRegistry handlers, ManagedGroups groups, Supplier<@Nullable String> mount) {
		this.handlers = handlers;
		this.groups = groups;
		this.mount = mount;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		put(details, "version", getClass().getPackage().getImplementationVersion());
		put(details, "mount", this.mount.get());
		details.put("handlers", this.handlers.mappings().size());
		details.put("groups", this.groups.groups().size());
		builder.withDetail("proxy", details);
	}

	private static void put(Map<String, Object> details, String name, @Nullable String value) {
		if (value != null) {
			details.put(name, value);
		}
	}

}
