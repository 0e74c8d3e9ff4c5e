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

package dev.detour.proxy.upstream;

import java.util.List;
import java.util.function.Consumer;

import dev.detour.proxy.peer.PeerAddress;

/**
 * Tells several listeners.
 */
final class UpstreamListeners implements UpstreamListener {

	private final List<UpstreamListener> listeners;

	UpstreamListeners(List<UpstreamListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void waiting(PeerAddress peer) {
		tell((listener) -> listener.waiting(peer));
	}

	@Override
	public void waited(PeerAddress peer) {
		tell((listener) -> listener.waited(peer));
	}

	@Override
	public void opened(PeerAddress peer, long nanos) {
		tell((listener) -> listener.opened(peer, nanos));
	}

	@Override
	public void reused(PeerAddress peer, boolean wasIdle) {
		tell((listener) -> listener.reused(peer, wasIdle));
	}

	@Override
	public void idle(PeerAddress peer) {
		tell((listener) -> listener.idle(peer));
	}

	@Override
	public void closed(PeerAddress peer, boolean wasIdle) {
		tell((listener) -> listener.closed(peer, wasIdle));
	}

	private void tell(Consumer<UpstreamListener> event) {
		this.listeners.forEach(event);
	}

}
