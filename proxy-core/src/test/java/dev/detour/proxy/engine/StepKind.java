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

import java.util.EnumSet;
import java.util.Set;

import dev.detour.proxy.engine.EngineEvent.Kind;

/**
 * The kinds of steps in the order in which one attempt can see them, each with the events
 * that fit it. Written down from the documentation, not from the engine.
 */
enum StepKind {

	BEFORE_START(EnumSet.of(Kind.START, Kind.REQUEST_FAILED)),

	ASK_REQUEST(EnumSet.of(Kind.REQUEST_ANSWERED, Kind.HOOK_FAILED, Kind.REQUEST_FAILED)),

	CONNECT(EnumSet.of(Kind.CONNECTED, Kind.ATTEMPT_FAILED, Kind.REQUEST_FAILED)),

	SEND(EnumSet.of(Kind.RESPONDED, Kind.ATTEMPT_FAILED, Kind.HOOK_FAILED, Kind.REQUEST_FAILED)),

	ASK_RESPONSE(EnumSet.of(Kind.RESPONSE_JUDGED, Kind.ATTEMPT_FAILED, Kind.HOOK_FAILED, Kind.REQUEST_FAILED)),

	RELAY(EnumSet.of(Kind.RESPONSE_COMPLETED, Kind.ATTEMPT_FAILED, Kind.HOOK_FAILED, Kind.REQUEST_FAILED)),

	ASK_FAILURE(EnumSet.of(Kind.DECIDED, Kind.HOOK_FAILED, Kind.REQUEST_FAILED)),

	PAUSE(EnumSet.of(Kind.PAUSE_OVER, Kind.REQUEST_FAILED)),

	ASK_PEER(EnumSet.of(Kind.PEER_ANSWERED, Kind.HOOK_FAILED, Kind.REQUEST_FAILED)),

	ASK_GIVE_UP(EnumSet.of(Kind.PAGE_ANSWERED, Kind.HOOK_FAILED)),

	REPLY(EnumSet.of(Kind.REPLIED)),

	END(EnumSet.noneOf(Kind.class));

	private final Set<Kind> fitting;

	StepKind(Set<Kind> fitting) {
		this.fitting = fitting;
	}

	boolean fits(Kind event) {
		return this.fitting.contains(event) || (event == Kind.CLIENT_GONE && this != END);
	}

	static StepKind of(Step step) {
		if (step instanceof Step.Plain plain) {
			return valueOf(plain.name());
		}
		if (step instanceof Step.Connect) {
			return CONNECT;
		}
		if (step instanceof Step.AskFailure) {
			return ASK_FAILURE;
		}
		if (step instanceof Step.Pause) {
			return PAUSE;
		}
		if (step instanceof Step.AskGiveUp) {
			return ASK_GIVE_UP;
		}
		return (step instanceof Step.Reply) ? REPLY : END;
	}

}
