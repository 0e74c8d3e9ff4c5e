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

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.check.CheckSettings;
import dev.detour.proxy.check.GroupChecks;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.route.GroupSettings;
import dev.detour.proxy.route.ProxyRoutes;
import dev.detour.proxy.upstream.Upstreams;

/**
 * Runs active checks of those groups that are to have them, while the application runs.
 */
final class GroupCheckLifecycle implements SmartLifecycle {

	private final ProxyRoutes routes;

	private final ObjectProvider<Upstreams> upstreams;

	private final ObjectProvider<ReactorResourceFactory> resources;

	private final Map<String, GroupChecks> running = new HashMap<>();

	private volatile boolean started;

	GroupCheckLifecycle(ProxyRoutes routes, ObjectProvider<Upstreams> upstreams,
			ObjectProvider<ReactorResourceFactory> resources) {
		this.routes = routes;
		this.upstreams = upstreams;
		this.resources = resources;
		routes.onReload(this::update);
	}

	@Override
	public synchronized void start() {
		this.started = true;
		update();
	}

	@Override
	public synchronized void stop() {
		this.started = false;
		this.running.values().forEach(GroupChecks::close);
		this.running.clear();
	}

	@Override
	public boolean isRunning() {
		return this.started;
	}

	private synchronized void update() {
		if (!this.started) {
			return;
		}
		Map<String, GroupChecks> old = new HashMap<>(this.running);
		this.running.clear();
		for (GroupSettings settings : this.routes.configuration().groups()) {
			CheckSettings check = settings.check();
			if (check != null) {
				PeerGroup group = this.routes.groups().group(settings.name()).group();
				GroupChecks before = old.get(settings.name());
				// Another way to check makes another group.
				boolean same = before != null && before.group() == group;
				this.running.put(settings.name(), same ? before : started(group, check));
			}
		}
		old.values().stream().filter((checks) -> !this.running.containsValue(checks)).forEach(GroupChecks::close);
	}

	private GroupChecks started(PeerGroup group, CheckSettings settings) {
		LoopResources loops = this.resources.getObject().getLoopResources();
		if (loops == null) {
			throw new IllegalStateException("ReactorResourceFactory has no LoopResources yet");
		}
		GroupChecks checks = new GroupChecks(group, settings, this.upstreams.getObject(), loops.onServer(true).next(),
				() -> ThreadLocalRandom.current().nextLong());
		checks.start();
		return checks;
	}

}
