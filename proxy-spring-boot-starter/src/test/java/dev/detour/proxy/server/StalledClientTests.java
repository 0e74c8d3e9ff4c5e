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

package dev.detour.proxy.server;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StalledClient}, at a socket that takes what the test says.
 */
class StalledClientTests {

	private static final long LIMIT = 1000;

	private final AtomicLong clock = new AtomicLong();

	private final StalledClient client = new StalledClient(LIMIT, this.clock::get);

	private final Socket socket = new Socket();

	StalledClientTests() {
		this.socket.pipeline().addFirst(this.client);
	}

	@AfterEach
	void close() {
		this.socket.finishAndReleaseAll();
	}

	@Test
	void clientThatTakesNothingIsGivenUp() {
		write(10);
		pass(LIMIT - 1);
		assertThat(this.socket.isActive()).isTrue();
		pass(1);
		assertThat(this.socket.isActive()).isFalse();
	}

	@Test
	void clientThatTakesSomethingNowAndThenIsKept() {
		write(10);
		write(10);
		write(10);
		for (int i = 0; i < 27; i++) {
			pass(LIMIT - 1);
			this.socket.take(1);
		}
		assertThat(this.socket.isActive()).isTrue();
		pass(1);
		pass(LIMIT);
		assertThat(this.socket.isActive()).isFalse();
	}

	@Test
	void clientThatIsSentMoreWhileItTakesNothingIsGivenUp() {
		for (int i = 0; i < 4; i++) {
			write(10);
			pass(LIMIT / 4);
		}
		assertThat(this.socket.isActive()).isFalse();
	}

	@Test
	void clientThatHasTakenEverythingMayRest() {
		write(10);
		pass(LIMIT / 2);
		this.socket.take(10);
		pass(10 * LIMIT);
		assertThat(this.socket.isActive()).isTrue();
		write(10);
		pass(LIMIT - 1);
		assertThat(this.socket.isActive()).isTrue();
		pass(1);
		assertThat(this.socket.isActive()).isFalse();
	}

	@Test
	void timerWhenSocketTakesEverythingAtOnceIsNotSet() {
		this.socket.mayTake = Integer.MAX_VALUE;
		write(10);
		assertThat(this.socket.runScheduledPendingTasks()).isEqualTo(-1);
		this.socket.mayTake = 0;
		write(10);
		assertThat(this.socket.runScheduledPendingTasks()).isNotEqualTo(-1);
		this.socket.close();
		assertThat(this.socket.runScheduledPendingTasks()).isEqualTo(-1);
	}

	private void write(int bytes) {
		this.socket.writeOneOutbound(Unpooled.buffer(bytes).writeZero(bytes));
		this.socket.flushOutbound();
	}

	/**
	 * Looks when a part of the time has passed.
	 */
	private void pass(long time) {
		this.clock.addAndGet(time);
		this.client.run();
	}

	/**
	 * A channel whose socket takes no more than it may.
	 */
	private static final class Socket extends EmbeddedChannel {

		private int mayTake;

		void take(int bytes) {
			this.mayTake = bytes;
			flushOutbound();
		}

		@Override
		protected void doWrite(ChannelOutboundBuffer buffer) {
			while (this.mayTake > 0 && buffer.current() instanceof ByteBuf next) {
				int taken = Math.min(this.mayTake, next.readableBytes());
				this.mayTake -= taken;
				buffer.removeBytes(taken);
			}
		}

	}

}
