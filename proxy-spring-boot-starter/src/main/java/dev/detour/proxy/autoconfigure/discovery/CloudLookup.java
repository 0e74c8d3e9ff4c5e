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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.source.LookupResult;
import dev.detour.proxy.source.PeerLookup;
import dev.detour.proxy.source.SourceSettings;

/**
 * Looks up the instances of one service. The reactive clients are asked first. Where they
 * know none, which is also so where all registries of the application block, the others
 * are.
 */
final class CloudLookup implements PeerLookup {

	private final SourceSettings.Instances settings;

	private final List<ReactiveDiscoveryClient> reactive;

	private final List<DiscoveryClient> blocking;

	private final Scheduler scheduler;

	private final InstanceMapper mapper;

	private final AtomicBoolean calling = new AtomicBoolean();

	CloudLookup(SourceSettings.Instances settings, List<ReactiveDiscoveryClient> reactive,
			List<DiscoveryClient> blocking, Scheduler scheduler) {
		this.settings = settings;
		this.reactive = reactive;
		this.blocking = blocking;
		this.scheduler = scheduler;
		this.mapper = new InstanceMapper(settings);
	}

	@Override
	public void find(Consumer<LookupResult> result) {
		Flux.fromIterable(this.reactive)
			.concatMap((client) -> client.getInstances(this.settings.name()).collectList())
			.filter((instances) -> !instances.isEmpty())
			.next()
			.map(this::result)
			// Such a client is not supposed to block, but would not be the first.
			.subscribeOn(this.scheduler)
			.timeout(this.settings.refresh().timeout())
			.subscribe(result, (failure) -> result.accept(new LookupResult.Failed(failure.toString())),
					() -> this.scheduler.schedule(() -> call(result)));
	}

	/**
	 * Asks the clients that block, unless a call of before still does. It is not
	 * interrupted, which not every client bears.
	 * @param result told what came of it
	 */
	private void call(Consumer<LookupResult> result) {
		if (!this.calling.compareAndSet(false, true)) {
			result.accept(new LookupResult.Failed("The registry has not answered the look-up before this one"));
			return;
		}
		LookupResult found;
		try {
			found = result(instances());
		}
		catch (RuntimeException ex) {
			found = new LookupResult.Failed(ex.toString());
		}
		finally {
			this.calling.set(false);
		}
		result.accept(found);
	}

	private List<ServiceInstance> instances() {
		for (DiscoveryClient client : this.blocking) {
			List<ServiceInstance> instances = client.getInstances(this.settings.name());
			if (!instances.isEmpty()) {
				return instances;
			}
		}
		return List.of();
	}

	private LookupResult result(List<ServiceInstance> instances) {
		if (instances.isEmpty()) {
			return new LookupResult.Absent("The registry knows no instance");
		}
		List<Peer> peers = this.mapper.peers(instances);
		return peers.isEmpty() ? new LookupResult.Failed("No instance that the registry knows can be a peer")
				: new LookupResult.Found(peers, null);
	}

}
