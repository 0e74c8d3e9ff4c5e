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

package dev.detour.proxy.group;

import java.util.ArrayList;
import java.util.List;

import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.HealthVerdict;

/**
 * Writes down what happens to groups.
 */
final class GroupEvents implements GroupListener {

	final List<String> all = new ArrayList<>();

	@Override
	public void peerAdded(PeerGroup group, PeerStatus peer) {
		this.all.add("added " + peer);
	}

	@Override
	public void peerDraining(PeerGroup group, PeerStatus peer) {
		this.all.add("draining " + peer);
	}

	@Override
	public void peerRemoved(PeerGroup group, PeerStatus peer) {
		this.all.add("removed " + peer);
	}

	@Override
	public void peerEjected(PeerGroup group, PeerStatus peer, Ejection ejection) {
		this.all.add("ejected " + peer + " " + ejection.cause().id() + " " + ejection.level());
	}

	@Override
	public void peerSuspended(PeerGroup group, PeerStatus peer) {
		this.all.add("suspended " + peer);
	}

	@Override
	public void peerRestored(PeerGroup group, PeerStatus peer) {
		this.all.add("restored " + peer);
	}

	@Override
	public void peerChecked(PeerGroup group, PeerStatus peer, HealthVerdict verdict) {
		this.all.add("checked " + peer + " " + verdict);
	}

	@Override
	public void panicEntered(PeerGroup group) {
		this.all.add("panic entered");
	}

	@Override
	public void panicLeft(PeerGroup group) {
		this.all.add("panic left");
	}

}
