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

package dev.detour.proxy.attempt;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;

/**
 * One try at one peer, as far as it has come. Times are nanoseconds of a monotonic clock;
 * only differences mean something.
 *
 * @param number the number of this attempt, from 1; the immediate try after a stale
 * pooled connection keeps the number of the attempt that it repeats
 * @param peer the peer
 * @param staleTry whether this is the immediate try after a stale pooled connection,
 * which is not counted
 * @param hedge whether it was started beside another one that was slow
 * @param startedAt when the attempt began
 * @param connectedAt when it had a connection, or 0
 * @param respondedAt when the head of the response arrived, or 0
 * @param endedAt when it ended, or 0
 * @param reused whether its connection had served before
 * @param status the status of the response, or 0
 * @param error what went wrong, or {@code null}
 * @param verdict what was asked for and what came of it, or {@code null} if nothing was
 * decided about this attempt
 * @since 0.1.0
 */
public record Attempt(int number, Peer peer, boolean staleTry, boolean hedge, long startedAt, long connectedAt,
		long respondedAt, long endedAt, boolean reused, int status, @Nullable ProxyError error,
		@Nullable Verdict verdict) {

	/**
	 * Returns an attempt that begins now.
	 * @param number the number, from 1
	 * @param peer the peer
	 * @param staleTry whether it follows a stale pooled connection
	 * @param now the time
	 * @return the attempt
	 */
	public static Attempt started(int number, Peer peer, boolean staleTry, long now) {
		return new Attempt(number, peer, staleTry, false, now, 0, 0, 0, false, 0, null, null);
	}

	/**
	 * Returns an attempt that begins now, beside another one.
	 * @param number the number, from 2
	 * @param peer the peer
	 * @param now the time
	 * @return the attempt
	 */
	public static Attempt hedge(int number, Peer peer, long now) {
		return new Attempt(number, peer, false, true, now, 0, 0, 0, false, 0, null, null);
	}

	/**
	 * Returns this attempt with a connection.
	 * @param reused whether the connection had served before
	 * @param now the time
	 * @return a new value
	 */
	public Attempt connected(boolean reused, long now) {
		return new Attempt(this.number, this.peer, this.staleTry, this.hedge, this.startedAt, mark(now), 0, 0, reused,
				0, null, null);
	}

	/**
	 * Returns this attempt with the head of a response.
	 * @param status the status
	 * @param now the time
	 * @return a new value
	 */
	public Attempt responded(int status, long now) {
		return new Attempt(this.number, this.peer, this.staleTry, this.hedge, this.startedAt, this.connectedAt,
				mark(now), 0, this.reused, status, null, this.verdict);
	}

	/**
	 * Returns this attempt ended.
	 * @param error what went wrong, or {@code null} if it succeeded
	 * @param now the time
	 * @return a new value
	 */
	public Attempt ended(@Nullable ProxyError error, long now) {
		return new Attempt(this.number, this.peer, this.staleTry, this.hedge, this.startedAt, this.connectedAt,
				this.respondedAt, mark(now), this.reused, this.status, error, this.verdict);
	}

	/**
	 * Returns this attempt with what was decided about it.
	 * @param verdict what was asked for, and what came of it
	 * @return a new value
	 */
	public Attempt judged(Verdict verdict) {
		return new Attempt(this.number, this.peer, this.staleTry, this.hedge, this.startedAt, this.connectedAt,
				this.respondedAt, this.endedAt, this.reused, this.status, this.error, verdict);
	}

	/**
	 * Returns whether the attempt had a connection.
	 * @return {@code true} if it had
	 */
	public boolean isConnected() {
		return this.connectedAt != 0;
	}

	/**
	 * Returns whether the attempt is over.
	 * @return {@code true} if it is
	 */
	public boolean isEnded() {
		return this.endedAt != 0;
	}

	/**
	 * Returns how long the attempt took.
	 * @return the time from start to end, zero while it goes on
	 */
	public Duration duration() {
		return isEnded() ? Duration.ofNanos(this.endedAt - this.startedAt) : Duration.ZERO;
	}

	/**
	 * Keeps a clock that happens to read 0 apart from what has not happened.
	 * @param now the time
	 * @return the time, a nanosecond later if it is 0
	 */
	private static long mark(long now) {
		return (now != 0) ? now : 1;
	}

}
