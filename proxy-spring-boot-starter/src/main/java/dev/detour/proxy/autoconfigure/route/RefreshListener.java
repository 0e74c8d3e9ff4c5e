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

package dev.detour.proxy.autoconfigure.route;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

import dev.detour.proxy.route.ProxyRoutes;

/**
 * Reloads routes when Spring Cloud says that the environment has changed. That is known
 * by the name of the event, so that nothing depends on Spring Cloud.
 */
final class RefreshListener implements ApplicationListener<ApplicationEvent> {

	static final String EVENT = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

	private static final Logger logger = LoggerFactory.getLogger(RefreshListener.class);

	private final ProxyRoutes routes;

	private final String event;

	RefreshListener(ProxyRoutes routes, String event) {
		this.routes = routes;
		this.event = event;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (!event.getClass().getName().equals(this.event)) {
			return;
		}
		try {
			this.routes.reload();
		}
		catch (InvalidRoutesException ex) {
			logger.error("The new routes are refused, the old ones stay:{}", lines(ex));
		}
	}

	private static String lines(InvalidRoutesException ex) {
		StringBuilder lines = new StringBuilder();
		ex.getProblems().forEach((problem) -> lines.append(System.lineSeparator()).append("    - ").append(problem));
		return lines.toString();
	}

}
