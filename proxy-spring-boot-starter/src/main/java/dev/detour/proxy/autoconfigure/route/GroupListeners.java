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

import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.policy.RetryBudget;

/**
 * All listeners of the application, which are asked for when something happens for the
 * first time, and cannot disturb a group or each other.
 */
final class GroupListeners implements GroupListener {

	private static final Logger logger = LoggerFactory.getLogger(GroupListeners.class);

	private final SingletonSupplier<List<GroupListener>> listeners;

	GroupListeners(ObjectProvider<GroupListener> listeners) {
		this.listeners = SingletonSupplier.of(() -> listeners.orderedStream().toList());
	}

	private void tell(Consumer<GroupListener> call) {
		for (GroupListener listener : this.listeners.obtain()) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener {} failed", listener.getClass().getName(), ex);
			}
		}
	}

	@Override
	public void groupUsed(PeerGroup group, RetryBudget budget) {
		tell((listener) -> listener.groupUsed(group, budget));
	}

	@Override
	public void peerAdded(PeerGroup group, PeerStatus peer) {
		tell((listener) -> listener.peerAdded(group, peer));
	}

	@Override
	public void peerDraining(PeerGroup group, PeerStatus peer) {
		tell((listener) -> listener.peerDraining(group, peer));
	}

	@Override
	public void peerRemoved(PeerGroup group, PeerStatus peer) {
		tell((listener) -> listener.peerRemoved(group, peer));
	}

	@Override
	public void peerEjected(PeerGroup group, PeerStatus peer, Ejection ejection) {
		tell((listener) -> listener.peerEjected(group, peer, ejection));
	}

	@Override
	public void peerSuspended(PeerGroup group, PeerStatus peer) {
		tell((listener) -> listener.peerSuspended(group, peer));
	}

	@Override
	public void peerRestored(PeerGroup group, PeerStatus peer) {
		tell((listener) -> listener.peerRestored(group, peer));
	}

	@Override
	public void peerChecked(PeerGroup group, PeerStatus peer, HealthVerdict verdict) {
		tell((listener) -> listener.peerChecked(group, peer, verdict));
	}

	@Override
	public void panicEntered(PeerGroup group) {
		tell((listener) -> listener.panicEntered(group));
	}

	@Override
	public void panicLeft(PeerGroup group) {
		tell((listener) -> listener.panicLeft(group));
	}

}
