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

import dev.detour.proxy.peer.ConnectionKey;

/**
 * Whether one connection is in use, told to a listener: every change once.
 */
final class ConnectionUse {

	private final UpstreamListener listener;

	private final ConnectionKey key;

	private State state = State.OPENING;

	private long idleSince;

	ConnectionUse(UpstreamListener listener, ConnectionKey key) {
		this.listener = listener;
		this.key = key;
	}

	ConnectionKey key() {
		return this.key;
	}

	/**
	 * Returns when the connection became idle, the last time.
	 * @return the time in nanoseconds
	 */
	long idleSince() {
		return this.idleSince;
	}

	/**
	 * The connection is ready, for the attempt that it was opened for.
	 * @param nanos the time that it took
	 */
	void opened(long nanos) {
		if (this.state == State.OPENING) {
			this.state = State.IN_USE;
			this.listener.opened(this.key.address(), nanos);
		}
	}

	/**
	 * An attempt uses the connection.
	 * @param reused whether the connection has served before
	 */
	void taken(boolean reused) {
		if (reused && this.state != State.OPENING && this.state != State.CLOSED) {
			boolean wasIdle = this.state == State.IDLE;
			this.state = State.IN_USE;
			this.listener.reused(this.key.address(), wasIdle);
		}
	}

	/**
	 * No attempt uses the connection any more.
	 * @param now the time in nanoseconds
	 */
	void idle(long now) {
		this.idleSince = now;
		if (this.state == State.IN_USE) {
			this.state = State.IDLE;
			this.listener.idle(this.key.address());
		}
	}

	/**
	 * The connection is closed.
	 */
	void closed() {
		if (this.state == State.IDLE || this.state == State.IN_USE) {
			boolean wasIdle = this.state == State.IDLE;
			this.state = State.CLOSED;
			this.listener.closed(this.key.address(), wasIdle);
		}
	}

	private enum State {

		OPENING, IN_USE, IDLE, CLOSED

	}

}
