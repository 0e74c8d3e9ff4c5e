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

import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.EventLoop;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.source.AddressLookup;
import dev.detour.proxy.source.DnsClient;
import dev.detour.proxy.source.PeerLookup;
import dev.detour.proxy.source.ServiceDiscovery;
import dev.detour.proxy.source.ServiceLookup;
import dev.detour.proxy.source.SourceSettings;

/**
 * Makes what looks peers up, of what the application has.
 */
final class PeerLookups {

	private final ObjectProvider<ReactorResourceFactory> resources;

	private final ObjectProvider<DnsClient> dns;

	private final ObjectProvider<ServiceDiscovery> discovery;

	private final AtomicBoolean listening = new AtomicBoolean();

	PeerLookups(ObjectProvider<ReactorResourceFactory> resources, ObjectProvider<DnsClient> dns,
			ObjectProvider<ServiceDiscovery> discovery) {
		this.resources = resources;
		this.dns = dns;
		this.discovery = discovery;
	}

	EventLoop eventLoop() {
		LoopResources loops = this.resources.getObject().getLoopResources();
		if (loops == null) {
			throw new IllegalStateException("ReactorResourceFactory has no LoopResources yet");
		}
		return loops.onServer(true).next();
	}

	/**
	 * Makes a look-up.
	 * @param settings what is looked up
	 * @param eventLoop where the look-up lives
	 * @param registryChanged run when a registry says that something has changed
	 * @return the look-up
	 */
	PeerLookup of(SourceSettings settings, EventLoop eventLoop, Runnable registryChanged) {
		if (settings instanceof SourceSettings.Addresses addresses) {
			return new AddressLookup(addresses, this.dns.getObject(), eventLoop);
		}
		if (settings instanceof SourceSettings.Services services) {
			return new ServiceLookup(services, this.dns.getObject(), eventLoop);
		}
		ServiceDiscovery registry = this.discovery.getObject();
		if (this.listening.compareAndSet(false, true)) {
			registry.onChange(registryChanged);
		}
		return registry.lookup((SourceSettings.Instances) settings);
	}

}
