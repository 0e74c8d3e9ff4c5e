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

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.group.GroupListener;
import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.group.PeerStatus;
import dev.detour.proxy.health.Ejection;
import dev.detour.proxy.health.HealthVerdict;

/**
 * Logs what happens to groups of peers, once each.
 *
 * @since 0.1.0
 */
public final class GroupLog implements GroupListener {

	private static final Logger logger = LoggerFactory.getLogger(GroupLog.class);

	@Override
	public void peerAdded(PeerGroup group, PeerStatus peer) {
		logger.info("Group '{}': peer {} was added", group, peer);
	}

	@Override
	public void peerDraining(PeerGroup group, PeerStatus peer) {
		logger.info("Group '{}': peer {} gets no new exchanges, {} are in flight", group, peer, peer.inFlight());
	}

	@Override
	public void peerRemoved(PeerGroup group, PeerStatus peer) {
		logger.info("Group '{}': peer {} was removed", group, peer);
	}

	@Override
	public void peerEjected(PeerGroup group, PeerStatus peer, Ejection ejection) {
		logger.warn("Group '{}': peer {} is ejected for {} ms ({})", group, peer,
				Duration.ofNanos(ejection.until() - ejection.at()).toMillis(), ejection.cause().id());
	}

	@Override
	public void peerSuspended(PeerGroup group, PeerStatus peer) {
		logger.warn("Group '{}': peer {} was taken out of use by hand", group, peer);
	}

	@Override
	public void peerRestored(PeerGroup group, PeerStatus peer) {
		logger.info("Group '{}': peer {} is no longer ejected", group, peer);
	}

	@Override
	public void peerChecked(PeerGroup group, PeerStatus peer, HealthVerdict verdict) {
		if (verdict == HealthVerdict.DOWN) {
			logger.warn("Group '{}': peer {} is down, as checks say", group, peer);
		}
		else {
			logger.info("Group '{}': peer {} is up, as checks say", group, peer);
		}
	}

	@Override
	public void panicEntered(PeerGroup group) {
		logger.error("Group '{}': too few peers are healthy, {}", group, switch (group.options().panicMode()) {
			case USE_ALL -> "all are used";
			case FAIL_FAST -> "none is used";
		});
	}

	@Override
	public void panicLeft(PeerGroup group) {
		logger.info("Group '{}': enough peers are healthy", group);
	}

}
