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

package dev.detour.proxy.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

/**
 * A state that an engine can get into, and the way there.
 */
final class EngineNode {

	private final @Nullable EngineNode parent;

	private final @Nullable EngineEvent event;

	final List<@Nullable Object> values;

	final ExchangeFacts facts;

	EngineNode(@Nullable EngineNode parent, @Nullable EngineEvent event, List<@Nullable Object> values,
			ExchangeFacts facts) {
		this.parent = parent;
		this.event = event;
		this.values = values;
		this.facts = facts;
	}

	/**
	 * Returns what tells this state from others: everything that what follows may depend
	 * on. Not: when things happened and which errors earlier attempts had; of an error
	 * about which everything is decided, more than its type and whether the peer may have
	 * acted; of an exchange that is over, what the engine still holds.
	 * @return the key
	 */
	List<@Nullable Object> key() {
		List<@Nullable Object> key = new ArrayList<>(this.facts.values());
		if (this.facts.last != StepKind.END) {
			this.values.forEach((value) -> key.add(reduce(value)));
		}
		return key;
	}

	private @Nullable Object reduce(@Nullable Object value) {
		if (value instanceof ProxyError error && this.facts.last != StepKind.ASK_FAILURE) {
			return List.of(error.type(), error.delivery().mayHaveBeenProcessed());
		}
		return (value instanceof EngineSnapshot.Taken taken) ? reduce(taken) : value;
	}

	private Object reduce(EngineSnapshot.Taken taken) {
		if (taken.all().isEmpty()) {
			return List.of();
		}
		Attempt current = taken.all().get(taken.current());
		List<Object> reduced = new ArrayList<>(
				List.of(current.peer(), current.staleTry(), current.isEnded(), current.hedge()));
		if (this.facts.conditions.hedges() > 0) {
			Set<Peer> tried = new HashSet<>();
			for (Attempt attempt : taken.all()) {
				tried.add(attempt.peer());
				if (attempt != current && !attempt.isEnded()) {
					reduced.add(List.of(attempt.peer(), attempt.staleTry(), attempt.hedge()));
				}
			}
			reduced.add(tried);
		}
		return reduced;
	}

	String way() {
		List<String> names = new ArrayList<>();
		for (EngineNode node = this; node != null && node.event != null; node = node.parent) {
			names.add(node.event.name());
		}
		Collections.reverse(names);
		return String.join(" -> ", names);
	}

}
