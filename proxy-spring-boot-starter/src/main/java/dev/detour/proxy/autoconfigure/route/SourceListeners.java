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

import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

import dev.detour.proxy.source.LookupResult;
import dev.detour.proxy.source.SourceListener;
import dev.detour.proxy.source.SourceSettings;
import dev.detour.proxy.source.SourceStatus;

/**
 * All listeners of the application, which cannot disturb a source or each other.
 */
final class SourceListeners implements SourceListener {

	private static final Logger logger = LoggerFactory.getLogger(SourceListeners.class);

	private final SingletonSupplier<List<SourceListener>> listeners;

	SourceListeners(ObjectProvider<SourceListener> listeners) {
		this.listeners = SingletonSupplier.of(() -> listeners.orderedStream().toList());
	}

	private void tell(Consumer<SourceListener> call) {
		for (SourceListener listener : this.listeners.obtain()) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener {} failed", listener.getClass().getName(), ex);
			}
		}
	}

	@Override
	public void sourceStarted(String group, SourceSettings source) {
		tell((listener) -> listener.sourceStarted(group, source));
	}

	@Override
	public void lookedUp(String group, SourceSettings source, LookupResult result, SourceStatus before) {
		tell((listener) -> listener.lookedUp(group, source, result, before));
	}

	@Override
	public void membersRemoved(String group, SourceSettings source) {
		tell((listener) -> listener.membersRemoved(group, source));
	}

	@Override
	public void sourceStopped(String group, SourceSettings source) {
		tell((listener) -> listener.sourceStopped(group, source));
	}

}
