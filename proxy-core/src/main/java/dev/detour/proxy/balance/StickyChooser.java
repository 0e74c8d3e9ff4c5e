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

package dev.detour.proxy.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Back to the peer that the cookie names, if it may be chosen.
 */
final class StickyChooser implements LoadBalancer.Chooser {

	private final StickyCookie cookie;

	private final LoadBalancer.Chooser first;

	private final Map<String, Integer> indexes = new HashMap<>();

	StickyChooser(List<Candidate> candidates, StickyCookie cookie, LoadBalancer.Chooser first) {
		this.cookie = cookie;
		this.first = first;
		for (int i = 0; i < candidates.size(); i++) {
			this.indexes.put(cookie.token(candidates.get(i).id()), i);
		}
	}

	@Override
	public int choose(Choice choice) {
		String token = this.cookie.sent(choice.request());
		Integer index = (token != null) ? this.indexes.get(token) : null;
		return (index != null && choice.weight(index) > 0) ? index : this.first.choose(choice);
	}

}
