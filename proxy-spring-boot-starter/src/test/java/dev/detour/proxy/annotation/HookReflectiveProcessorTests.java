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

package dev.detour.proxy.annotation;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.util.ReflectionUtils;

import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HookReflectiveProcessor}.
 */
class HookReflectiveProcessorTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void registerWhenMethodIsHookLetsItBeCalled() throws Exception {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Handler.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Handler.class.getDeclaredMethod("peer", Context.class))).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Handler.class.getDeclaredMethod("giveUp", ProxyError.class))).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Handler.class.getDeclaredMethod("other")))
			.rejects(this.hints);
	}

	@Test
	void registerWhenHookHasContextLetsItBeConstructed() throws Exception {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Handler.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(ReflectionUtils.accessibleConstructor(Context.class))).accepts(this.hints);
	}

	@ProxyHandler
	static class Handler {

		@UpstreamPeer
		Peer peer(Context context) {
			return Peer.http("localhost", 1);
		}

		@OnGiveUp
		void giveUp(ProxyError error) {
		}

		void other() {
		}

	}

	static class Context {

	}

}
