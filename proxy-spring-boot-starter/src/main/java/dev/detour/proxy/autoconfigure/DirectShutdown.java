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

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

import dev.detour.proxy.server.DirectMount;

/**
 * Waits for exchanges of the direct mount when the web server shuts down gracefully, at
 * the same time as the server does for its own requests, and no longer.
 */
final class DirectShutdown implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	private final DirectMount mount;

	private final boolean graceful;

	private volatile boolean running;

	DirectShutdown(DirectMount mount, boolean graceful) {
		this.mount = mount;
		this.graceful = graceful;
	}

	/**
	 * The server shuts down on a thread of its own, maybe before this is stopped.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (this.graceful) {
			this.mount.closeAfterExchanges();
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		if (this.graceful) {
			this.mount.drain().whenComplete((nothing, failure) -> callback.run());
		}
		else {
			callback.run();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

}
