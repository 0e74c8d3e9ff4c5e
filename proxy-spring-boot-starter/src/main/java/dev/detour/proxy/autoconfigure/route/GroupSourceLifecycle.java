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

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.detour.proxy.route.GroupSettings;
import dev.detour.proxy.route.ProxyRoutes;
import dev.detour.proxy.source.GroupSource;
import dev.detour.proxy.source.PeerLookup;
import dev.detour.proxy.source.SourceListener;
import dev.detour.proxy.source.SourceSettings;

/**
 * Runs the sources of those groups that have one, while the application runs. The server
 * starts after them, so that groups have peers when the first request comes, if these can
 * be found in time.
 */
final class GroupSourceLifecycle implements SmartLifecycle {

	/**
	 * Whoever waits longer for a name server would rather have the gateway and an answer
	 * that there is no peer.
	 */
	private static final Duration START_WAIT = Duration.ofSeconds(5);

	private final ProxyRoutes routes;

	private final PeerLookups lookups;

	private final SourceListener listener;

	private final Map<String, GroupSource> running = new HashMap<>();

	private volatile boolean started;

	GroupSourceLifecycle(ProxyRoutes routes, PeerLookups lookups, SourceListener listener) {
		this.routes = routes;
		this.lookups = lookups;
		this.listener = listener;
		routes.onReload(this::update);
	}

	@Override
	public void start() {
		this.started = true;
		List<CompletableFuture<Void>> first = update();
		CompletableFuture.allOf(first.toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, START_WAIT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

	@Override
	public synchronized void stop() {
		this.started = false;
		this.running.values().forEach(GroupSource::close);
		this.running.clear();
	}

	@Override
	public boolean isRunning() {
		return this.started;
	}

	/**
	 * Before the server, and after the event loops.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * Returns the source of a group.
	 * @param group the name of the group
	 * @return the source, or {@code null} if it has none that runs
	 */
	synchronized @Nullable GroupSource source(String group) {
		return this.running.get(group);
	}

	private synchronized List<CompletableFuture<Void>> update() {
		if (!this.started) {
			return List.of();
		}
		Map<String, GroupSource> old = new HashMap<>(this.running);
		this.running.clear();
		List<GroupSettings> wanted = this.routes.configuration()
			.groups()
			.stream()
			.filter((group) -> group.source() != null)
			.toList();
		for (GroupSettings group : wanted) {
			GroupSource before = old.get(group.name());
			if (before != null && before.settings().equals(group.source())) {
				this.running.put(group.name(), before);
				old.remove(group.name());
			}
		}
		old.values().forEach(GroupSource::close);
		List<CompletableFuture<Void>> first = new ArrayList<>();
		for (GroupSettings group : wanted) {
			SourceSettings settings = group.source();
			if (settings != null && !this.running.containsKey(group.name())) {
				GroupSource source = source(group.name(), settings);
				this.running.put(group.name(), source);
				first.add(source.start());
			}
		}
		return first;
	}

	private GroupSource source(String group, SourceSettings settings) {
		EventLoop eventLoop = this.lookups.eventLoop();
		PeerLookup lookup = this.lookups.of(settings, eventLoop, this::registryChanged);
		return new GroupSource(group, settings, lookup, eventLoop, () -> ThreadLocalRandom.current().nextLong(),
				InstantSource.system(), (peers) -> this.routes.groups().found(group, settings, peers), this.listener);
	}

	private synchronized void registryChanged() {
		this.running.values()
			.stream()
			.filter((source) -> source.settings() instanceof SourceSettings.Instances)
			.forEach(GroupSource::refresh);
	}

}
