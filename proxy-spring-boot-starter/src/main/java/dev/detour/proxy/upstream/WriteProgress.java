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

import java.nio.channels.ClosedChannelException;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * What the socket took of one request, and when something moved last.
 */
final class WriteProgress implements ChannelFutureListener {

	private int pending;

	private @Nullable ChannelFuture last;

	private boolean delivered;

	private boolean failed;

	private boolean reset;

	private long movedAt;

	void start(long now) {
		this.last = null;
		this.delivered = false;
		this.failed = false;
		this.reset = false;
		this.movedAt = now;
	}

	/**
	 * Notes a write.
	 * @param write the write
	 * @param last whether it is the last of the request
	 */
	void add(ChannelFuture write, boolean last) {
		if (last) {
			this.last = write;
		}
		this.pending++;
		if (write.isDone()) {
			operationComplete(write);
		}
		else {
			write.addListener(this);
		}
	}

	@Override
	public void operationComplete(ChannelFuture write) {
		this.pending--;
		if (!write.isSuccess()) {
			// Not the end yet: the peer may have answered before it stopped reading.
			this.failed = true;
			this.reset |= !(write.cause() instanceof ClosedChannelException);
			return;
		}
		this.movedAt = System.nanoTime();
		if (write == this.last) {
			this.delivered = true;
		}
	}

	/**
	 * Notes that the peer did something, or was held up by us.
	 * @param now the time
	 */
	void moved(long now) {
		this.movedAt = now;
	}

	long movedAt() {
		return this.movedAt;
	}

	/**
	 * Returns whether the socket has not taken everything that was written.
	 * @return {@code true} if something waits for the socket
	 */
	boolean isPending() {
		return this.pending > 0 && !this.failed;
	}

	boolean isDelivered() {
		return this.delivered;
	}

	boolean isFailed() {
		return this.failed;
	}

	/**
	 * Returns whether a write failed while the connection was open. It is then the write
	 * that tells of the reset; whoever reads finds just an end.
	 * @return {@code true} if one did
	 */
	boolean isReset() {
		return this.reset;
	}

	/**
	 * Returns whether the last of the request was written, taken by the socket or not.
	 * @return {@code true} if it was
	 */
	boolean isEnded() {
		return this.last != null;
	}

}
