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

import java.util.Set;

import dev.detour.proxy.balance.Sample;
import dev.detour.proxy.policy.MirrorLimits;

/**
 * Which requests of a route are mirrored, and where. An immutable value.
 *
 * @param group the name of the group that gets the copies
 * @param methods the methods of the requests that are mirrored
 * @param sample the share of them that is mirrored
 * @param limits the limits of the copies
 * @since 0.1.0
 */
public record MirrorSettings(String group, Set<String> methods, Sample sample, MirrorLimits limits) {

	/**
	 * Copies the methods.
	 * @param group the name of the group
	 * @param methods the methods
	 * @param sample the share
	 * @param limits the limits
	 */
	public MirrorSettings {
		methods = Set.copyOf(methods);
	}

}
