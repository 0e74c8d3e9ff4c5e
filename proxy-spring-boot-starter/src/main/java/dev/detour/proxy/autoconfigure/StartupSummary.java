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

package dev.detour.proxy.autoconfigure;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

import dev.detour.proxy.handler.HandlerMapping;
import dev.detour.proxy.handler.ProxyHandlerRegistry;
import dev.detour.proxy.hook.Phase;

/**
 * Says when the server has started what is proxied, and by whom.
 */
final class StartupSummary implements ApplicationListener<WebServerInitializedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(StartupSummary.class);

	private final ObjectProvider<ProxyHandlerRegistry> handlers;

	StartupSummary(ObjectProvider<ProxyHandlerRegistry> handlers) {
		this.handlers = handlers;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		// The server of a management port has a namespace, and proxies nothing.
		if (event.getApplicationContext().getServerNamespace() == null) {
			this.handlers.ifAvailable(
					(registry) -> registry.mappings().forEach((mapping) -> logger.info("{}", describe(mapping))));
		}
	}

	private static String describe(HandlerMapping mapping) {
		StringBuilder text = new StringBuilder("Handler '").append(mapping.handler())
			.append("' proxies ")
			.append(mapping.methods().isEmpty() ? "" : String.join(", ", mapping.methods().stream().sorted().toList()))
			.append(mapping.methods().isEmpty() ? "" : " ")
			.append(String.join(", ", mapping.paths()));
		if (!mapping.hosts().isEmpty()) {
			text.append(" of ").append(String.join(", ", mapping.hosts()));
		}
		return text.append(" with ").append(phases(mapping)).toString();
	}

	private static String phases(HandlerMapping mapping) {
		return Arrays.stream(Phase.values())
			.filter(mapping.hooks()::handles)
			.map((phase) -> phase.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
	}

}
