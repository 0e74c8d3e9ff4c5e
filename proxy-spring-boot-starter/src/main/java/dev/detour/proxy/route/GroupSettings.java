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

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.check.CheckSettings;
import dev.detour.proxy.group.GroupOptions;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.RetryBudget;
import dev.detour.proxy.source.SourceSettings;

/**
 * What a group is to be like. An immutable value.
 *
 * @param name the name
 * @param peers the members, none if they come from a source
 * @param source where the members come from, or {@code null} if they are named
 * @param options how they are used
 * @param optionsKey equal to that of other settings if the options are
 * @param budget makes the budget of retries
 * @param budgetKey equal to that of other settings if the budget is
 * @param check how the peers are checked, or {@code null} if they are not
 * @since 0.1.0
 */
public record GroupSettings(String name, List<Peer> peers, @Nullable SourceSettings source, GroupOptions options,
		Object optionsKey, Supplier<RetryBudget> budget, Object budgetKey, @Nullable CheckSettings check) {

	/**
	 * Copies the peers.
	 * @param name the name
	 * @param peers the members
	 * @param source where the members come from
	 * @param options how they are used
	 * @param optionsKey what makes the options equal to others
	 * @param budget makes the budget of retries
	 * @param budgetKey what makes the budget equal to others
	 * @param check how the peers are checked
	 */
	public GroupSettings {
		peers = List.copyOf(peers);
	}

}
