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

package dev.detour.proxy.route;

import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.policy.RetryBudget;

/**
 * Notices changes of members before another listener does.
 *
 * @param next told everything
 * @param changed run when members have changed
 */
record MembershipListener(GroupListener next, Runnable changed) implements GroupListener {

	@Override
	public void groupUsed(PeerGroup group, RetryBudget budget) {
		this.next.groupUsed(group, budget);
	}

	@Override
	public void peerAdded(PeerGroup group, PeerStatus peer) {
		this.changed.run();
		this.next.peerAdded(group, peer);
	}

	@Override
	public void peerDraining(PeerGroup group, PeerStatus peer) {
		this.next.peerDraining(group, peer);
	}

	@Override
	public void peerRemoved(PeerGroup group, PeerStatus peer) {
		this.changed.run();
		this.next.peerRemoved(group, peer);
	}

	@Override
	public void peerEjected(PeerGroup group, PeerStatus peer, Ejection ejection) {
		this.next.peerEjected(group, peer, ejection);
	}

	@Override
	public void peerSuspended(PeerGroup group, PeerStatus peer) {
		this.next.peerSuspended(group, peer);
	}

	@Override
	public void peerRestored(PeerGroup group, PeerStatus peer) {
		this.next.peerRestored(group, peer);
	}

	@Override
	public void peerChecked(PeerGroup group, PeerStatus peer, HealthVerdict verdict) {
		this.next.peerChecked(group, peer, verdict);
	}

	@Override
	public void panicEntered(PeerGroup group) {
		this.next.panicEntered(group);
	}

	@Override
	public void panicLeft(PeerGroup group) {
		this.next.panicLeft(group);
	}

}
