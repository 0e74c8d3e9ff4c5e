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

package dev.detour.proxy.upstream;

import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * The right to have one connection open, and until when the connection may be used.
 */
final class Slot {

	private static final AttributeKey<Slot> ATTRIBUTE = AttributeKey.valueOf(Slot.class, "slot");

	private final Runnable released;

	private final AtomicBoolean free = new AtomicBoolean();

	private Tenure tenure = Tenure.UNLIMITED;

	Slot(Runnable released) {
		this.released = released;
	}

	/**
	 * Gives the slot to a connection: it is released when that is closed.
	 * @param channel the connection's channel
	 * @param tenure until when the connection may be used
	 */
	void occupy(Channel channel, Tenure tenure) {
		this.tenure = tenure;
		channel.attr(ATTRIBUTE).set(this);
		channel.closeFuture().addListener((closed) -> release());
	}

	/**
	 * Gives the slot up. Only the first call counts.
	 */
	void release() {
		if (this.free.compareAndSet(false, true)) {
			this.released.run();
		}
	}

	static Tenure tenure(Channel channel) {
		@Nullable Slot slot = channel.attr(ATTRIBUTE).get();
		return (slot != null) ? slot.tenure : Tenure.UNLIMITED;
	}

	/**
	 * Until when a connection may be used.
	 *
	 * @param bundle what it was secured with
	 * @param limited whether its age is limited
	 * @param end the end, as of {@link System#nanoTime()}
	 */
	record Tenure(BundleVersion bundle, boolean limited, long end) {

		static final Tenure UNLIMITED = new Tenure(BundleVersion.PERMANENT, false, 0);

	}

}
