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

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * How long a peer is given to say whether it wants the content that a client offers (RFC
 * 9110 section 10.1.1): one that knows nothing of offers never says so.
 */
final class Patience {

	/**
	 * Nobody waits.
	 */
	static final Patience OVER = new Patience(null);

	private static final long SECONDS = 1;

	private final @Nullable Future<?> timer;

	private Patience(@Nullable Future<?> timer) {
		this.timer = timer;
	}

	static Patience start(EventLoop eventLoop, Runnable lost) {
		return new Patience(eventLoop.schedule(lost, SECONDS, TimeUnit.SECONDS));
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

}
