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

package dev.detour.proxy.exchange;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.mock;

/**
 * Who is told, and who is kept from whom.
 */
class ShieldedListenersTests {

	private final List<String> told = new ArrayList<>();

	private final ExchangeView<?> exchange = mock();

	@Test
	void listenersAreToldInOrderAlsoIfOneThrows() {
		ShieldedListeners listeners = new ShieldedListeners(List.of(new Named("a"), new Failing(), new Heir("b")));
		listeners.started(this.exchange);
		assertThat(this.told).containsExactly("a", "failing", "b");
	}

	@Test
	void listenerThatHasNothingToDoForAnEventIsNotToldOfIt() {
		ExchangeListener idle = new ExchangeListener() {
		};
		ShieldedListeners listeners = new ShieldedListeners(List.of(idle, new Named("a")));
		listeners.started(this.exchange);
		listeners.committed(this.exchange, 200);
		assertThat(this.told).containsExactly("a");
	}

	private class Named implements ExchangeListener {

		private final String name;

		Named(String name) {
			this.name = name;
		}

		@Override
		public void started(ExchangeView<?> exchange) {
			ShieldedListenersTests.this.told.add(this.name);
		}

	}

	private final class Heir extends Named {

		Heir(String name) {
			super(name);
		}

	}

	private final class Failing implements ExchangeListener {

		@Override
		public void started(ExchangeView<?> exchange) {
			ShieldedListenersTests.this.told.add("failing");
			throw new IllegalStateException("Fails, as this test wants it");
		}

	}

}
