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
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.peer.Peer;

/**
 * Tells groups about the attempts at their members. An attempt is told to every group
 * that has its peer, whichever group, handler or route chose it: what is in flight at a
 * peer and how it does are facts about the peer. Each attempt is told to the members that
 * it began with, whatever happens to the groups meanwhile.
 *
 * @since 0.1.0
 */
public final class GroupFeedback implements ExchangeListener {

	private final Function<Peer, ? extends Collection<PeerGroup>> groups;

	/**
	 * Creates the listener.
	 * @param groups the groups
	 */
	public GroupFeedback(Collection<PeerGroup> groups) {
		List<PeerGroup> all = List.copyOf(groups);
		this.groups = (peer) -> all;
	}

	/**
	 * Creates the listener for groups that change, or are many.
	 * @param groups finds the groups that may have a peer; asked for every attempt
	 */
	public GroupFeedback(Function<Peer, ? extends Collection<PeerGroup>> groups) {
		this.groups = groups;
	}

	@Override
	public void attemptStarted(ExchangeView<?> exchange, Attempt attempt) {
		@Nullable Running running = null;
		Peer peer = attempt.peer();
		for (PeerGroup group : this.groups.apply(peer)) {
			PeerStatus member = group.find(peer);
			if (member != null) {
				running = (running != null) ? running
						: new Running(attempt.number(), new ArrayList<>(1), new ArrayList<>(1));
				member.state().load.started();
				running.groups.add(group);
				running.members.add(member);
			}
		}
		if (running != null) {
			running.other = (Running) exchange.attributes().put(this, running);
		}
	}

	@Override
	public void attemptEnded(ExchangeView<?> exchange, Attempt attempt) {
		if (!(exchange.attribute(this) instanceof Running newest)) {
			return;
		}
		Running ended = newest;
		if (newest.number != attempt.number()) {
			// It was overtaken by a hedge, which goes on.
			ended = newest.other;
			newest.other = null;
		}
		else if (newest.other != null) {
			exchange.attributes().put(this, newest.other);
		}
		else {
			exchange.attributes().remove(this);
		}
		if (ended != null) {
			for (int i = 0; i < ended.groups.size(); i++) {
				ended.groups.get(i).health().ended(ended.members.get(i), attempt);
			}
		}
	}

	/**
	 * An attempt under way at members of groups.
	 */
	private static final class Running {

		private final int number;

		private final List<PeerGroup> groups;

		private final List<PeerStatus> members;

		private @Nullable Running other;

		Running(int number, List<PeerGroup> groups, List<PeerStatus> members) {
			this.number = number;
			this.groups = groups;
			this.members = members;
		}

	}

}
