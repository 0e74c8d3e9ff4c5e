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

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Tells whether the application is shutting down, from just before the web server begins
 * to: exchanges under way are then finished, but not tried again, and connections to
 * peers are not kept.
 */
final class ShutdownNotice implements SmartLifecycle, BooleanSupplier {

	private final Consumer<Boolean> drain;

	private volatile boolean running;

	private volatile boolean stopped;

	ShutdownNotice(Consumer<Boolean> drain) {
		this.drain = drain;
	}

	@Override
	public void start() {
		this.running = true;
		this.stopped = false;
		this.drain.accept(false);
	}

	@Override
	public void stop() {
		this.running = false;
		this.stopped = true;
		this.drain.accept(true);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		// Higher phases stop first.
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
	}

	@Override
	public boolean getAsBoolean() {
		return this.stopped;
	}

}
