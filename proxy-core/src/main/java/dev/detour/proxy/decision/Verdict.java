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

package dev.detour.proxy.decision;

import org.jspecify.annotations.Nullable;

/**
 * What the engine made of a decision.
 *
 * @param decision what was asked for; never {@link FailureDecision#defer()}, which the
 * default policy has replaced by then
 * @param veto why a retry was refused, or {@code null} if the decision was granted
 * @since 0.1.0
 */
public record Verdict(FailureDecision decision, @Nullable VetoReason veto) {

	/**
	 * Returns whether the decision was granted.
	 * @return {@code true} unless there is a veto
	 */
	public boolean isGranted() {
		return this.veto == null;
	}

}
