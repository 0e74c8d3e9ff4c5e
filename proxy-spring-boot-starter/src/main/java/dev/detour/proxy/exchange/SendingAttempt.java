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

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.AttemptEvents;
import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.upstream.AttemptListener;
import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * An attempt as far as its request goes: asks user code, sends the head, and has the
 * content sent.
 *
 * @param <C> the type of the user's context
 */
abstract class SendingAttempt<C> implements AttemptListener {

	private final ProxyExchange<C> exchange;

	private final Peer peer;

	private final UpstreamAttempt upstream;

	private final @Nullable Beside<C> beside;

	private boolean dropped;

	SendingAttempt(ProxyExchange<C> exchange, Peer peer, ConnectionChoice choice, @Nullable Beside<C> beside) {
		this.exchange = exchange;
		this.peer = peer;
		this.beside = beside;
		this.upstream = ConnectionNeeds.prepare(exchange, peer, choice, this);
	}

	final ProxyExchange<C> exchange() {
		return this.exchange;
	}

	final Peer peer() {
		return this.peer;
	}

	final UpstreamAttempt upstream() {
		return this.upstream;
	}

	final ProxyError error(ErrorType type) {
		return this.upstream.error(type);
	}

	/**
	 * Returns whether the attempt began beside another one.
	 * @return {@code true} if it did
	 */
	final boolean isBeside() {
		return this.beside != null;
	}

	final UserCode<C> userCode() {
		return (this.beside != null) ? this.beside.userCode() : this.exchange.userCode();
	}

	final AttemptEvents events() {
		return this.exchange.eventsOf(this);
	}

	final void askConnected() {
		userCode().askConnected(this, this::askRequest);
	}

	private void askRequest() {
		AttemptHead head = AttemptHead.of(this.exchange.downstream().request(), this.peer,
				this.exchange.gateway().forwarding());
		GrpcCall grpc = this.exchange.grpc();
		if (grpc != null) {
			head.prepare(grpc, this.exchange.attempts());
		}
		userCode().askUpstreamRequest(this, head, () -> send(head));
	}

	private void send(AttemptHead head) {
		if (this.dropped) {
			return;
		}
		RequestBody body = this.exchange.body();
		Beside<C> beside = this.beside;
		boolean last = !body.isPresent();
		if (beside != null && !body.isWhole()) {
			// The copy was given up since the attempt began.
			this.exchange.advance(events().attemptFailed(error(ErrorType.INTERNAL), System.nanoTime()));
			return;
		}
		this.exchange.tellSending(this, head);
		ContentFilter filter = last ? null : userCode().requestFilter(this, (beside != null) ? beside : body);
		this.upstream.send(head.finish(body.awaitsContinue(), filter != null), last);
		if (!this.dropped && beside == null) {
			body.mirror(this.exchange, head, this.peer);
		}
		if (last || this.dropped) {
			return;
		}
		if (beside != null) {
			beside.send(body, this.upstream, filter);
		}
		else {
			body.attach(this.upstream, filter);
		}
	}

	/**
	 * Gives the attempt up. It tells nothing more.
	 */
	void drop() {
		this.dropped = true;
		this.upstream.cancel();
		if (this.beside != null) {
			this.beside.cancel();
		}
	}

	final boolean isDropped() {
		return this.dropped;
	}

	/**
	 * A hook of this attempt failed.
	 * @param cause what it threw
	 */
	final void hookFailed(Throwable cause) {
		if (!this.dropped) {
			this.exchange.advance(events().hookFailed(cause, System.nanoTime()));
		}
	}

	/**
	 * A filter of content failed. One of an attempt that does not lead ends only that.
	 * @param error what went wrong
	 */
	final void filterFailed(ProxyError error) {
		long now = System.nanoTime();
		this.exchange.advance(this.exchange.isLeading(this) ? this.exchange.engine().requestFailed(error, now)
				: events().attemptFailed(error, now));
	}

}
