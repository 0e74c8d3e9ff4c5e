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

package dev.detour.proxy.autoconfigure.discovery;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.event.HeartbeatMonitor;
import org.springframework.context.ApplicationListener;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import dev.detour.proxy.source.PeerLookup;
import dev.detour.proxy.source.ServiceDiscovery;
import dev.detour.proxy.source.SourceSettings;

/**
 * The registries that Spring Cloud knows. They are asked on few threads of their own,
 * since a client may block.
 */
final class CloudDiscovery implements ServiceDiscovery, ApplicationListener<HeartbeatEvent>, DisposableBean {

	private static final int THREADS = 4;

	/**
	 * Look-ups that wait for a thread. A service has at most one.
	 */
	private static final int QUEUE = 10_000;

	private final List<ReactiveDiscoveryClient> reactive;

	private final List<DiscoveryClient> blocking;

	private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

	private final HeartbeatMonitor monitor = new HeartbeatMonitor();

	private final Scheduler scheduler = Schedulers.newBoundedElastic(THREADS, QUEUE, "proxy-discovery", 60, true);

	CloudDiscovery(List<ReactiveDiscoveryClient> reactive, List<DiscoveryClient> blocking) {
		this.reactive = reactive;
		this.blocking = blocking;
	}

	/**
	 * Returns the client that stands for all, else all in their order.
	 * @param <T> the type of client
	 * @param clients the clients of the application
	 * @return the clients to ask
	 */
	static <T> List<T> preferred(ObjectProvider<T> clients) {
		@Nullable T primary = clients.getIfUnique();
		return (primary != null) ? List.of(primary) : clients.orderedStream().toList();
	}

	@Override
	public PeerLookup lookup(SourceSettings.Instances settings) {
		return new CloudLookup(settings, this.reactive, this.blocking, this.scheduler);
	}

	@Override
	public void onChange(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public void onApplicationEvent(HeartbeatEvent event) {
		if (this.monitor.update(event.getValue())) {
			this.tasks.forEach(Runnable::run);
		}
	}

	@Override
	public void destroy() {
		this.scheduler.dispose();
	}

}
