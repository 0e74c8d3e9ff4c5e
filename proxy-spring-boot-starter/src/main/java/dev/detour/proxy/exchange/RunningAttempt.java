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

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.engine.Step;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.AttemptLimit;
import dev.detour.proxy.upstream.ClientAddresses;

/**
 * An attempt that an exchange has under way: after its request has been sent, has the
 * response judged, and relays it.
 *
 * @param <C> the type of the user's context
 */
final class RunningAttempt<C> extends SendingAttempt<C> {

	private final ResponseRelay relay;

	private final AttemptClock clock;

	private @Nullable ReceivedHead head;

	private boolean held;

	private @Nullable Tunnel tunnel;

	/**
	 * Creates an attempt.
	 * @param exchange the exchange
	 * @param peer the peer
	 * @param choice which connection may be used
	 * @param limit how long the attempt may take
	 * @param beside what the attempt has for itself, or {@code null} if there is no other
	 */
	RunningAttempt(ProxyExchange<C> exchange, Peer peer, ConnectionChoice choice, AttemptLimit limit,
			@Nullable Beside<C> beside) {
		super(exchange, peer, choice, beside);
		Downstream downstream = exchange.downstream();
		this.relay = new ResponseRelay(downstream, upstream(), exchange::countSent, this::relayed);
		this.clock = new AttemptClock(downstream.eventLoop(), upstream(), limit, this::failed);
	}

	void start() {
		this.clock.start();
		upstream().start();
	}

	void carryOut(Step.Plain step) {
		switch (step) {
			case SEND -> askConnected();
			case ASK_RESPONSE -> askResponse();
			case RELAY -> open();
			default -> throw new IllegalArgumentException("'step' must concern an attempt, but was " + step);
		}
	}

	private void askResponse() {
		ReceivedHead head = this.head;
		if (head != null) {
			userCode().askResponse(this, head, upstream().error(ErrorType.STATUS_REFUSED));
		}
	}

	private void open() {
		ReceivedHead head = this.head;
		if (head != null && head.isSwitch()) {
			openTunnel(head);
		}
		else if (head != null) {
			RequestBody body = exchange().body();
			body.dropCopy();
			ClientRequest request = exchange().downstream().request();
			ContentFilter filter = userCode().responseFilter(this, this.relay);
			HttpResponse response = head.finish(!request.isHttp10(), !body.isReceived(), filter != null);
			boolean empty = HttpMethod.HEAD.equals(request.nettyMethod()) || !head.mayHaveContent();
			this.relay.open(response, empty ? null : filter);
		}
	}

	private void openTunnel(ReceivedHead head) {
		DownstreamTunnel client = exchange().downstream().tunnel(head.finishSwitch());
		Tunnel tunnel = new Tunnel(client, upstream(), exchange()::countSent, this::relayed);
		this.tunnel = tunnel;
		this.relay.handOver(tunnel);
	}

	@Nullable Tunnel tunnel() {
		return this.tunnel;
	}

	private void relayed() {
		exchange().advance(exchange().engine().responseCompleted(System.nanoTime()));
	}

	@Override
	void drop() {
		super.drop();
		this.clock.stop();
		this.relay.discard();
	}

	void clientWritable() {
		if (this.tunnel != null) {
			this.tunnel.clientWritable();
		}
		else {
			this.relay.writable();
		}
	}

	@Override
	public ClientAddresses client() {
		Downstream downstream = exchange().downstream();
		return ProxiedAddresses.passedOn(downstream.request().remoteAddress(), downstream.channel());
	}

	@Override
	public void connected(boolean reused) {
		this.clock.connected();
		exchange().advance(events().connected(reused, System.nanoTime()));
	}

	@Override
	public void interim(HttpResponse head) {
		if (head.status().code() == HttpResponseStatus.CONTINUE.code()) {
			exchange().body().begin();
		}
		else if (exchange().isLeading(this)) {
			exchange().downstream()
				.interim(new DefaultHttpResponse(HttpVersion.HTTP_1_1, head.status(),
						HopByHop.copyEndToEnd(head.headers())));
		}
	}

	@Override
	public void head(HttpResponse response) {
		if (!WebSocketAccept.isRight(exchange().downstream().request(), response)) {
			failed(error(ErrorType.INVALID_RESPONSE));
			return;
		}
		this.clock.stop();
		this.head = ReceivedHead.of(response, exchange().gateway().forwarding());
		this.held = exchange().grpc() != null && exchange().userCode().judgesResponses()
				&& GrpcCall.awaitsStatus(response);
		if (!this.held) {
			responded(this.head);
		}
	}

	private void responded(ReceivedHead head) {
		exchange().advance(events().responded(head.status(), System.nanoTime()));
	}

	/**
	 * Tells once more about a head that came while that of another attempt was judged.
	 */
	void tellKeptHead() {
		if (this.head != null && !this.held) {
			responded(this.head);
		}
	}

	/**
	 * Lets a head go that was held back for the status of a call: there is a message, or
	 * the end, or what was read holds neither.
	 * @param trailers the trailer fields, empty if this is not the end
	 */
	private void release(HttpHeaders trailers) {
		ReceivedHead head = this.head;
		if (this.held && head != null && !isDropped()) {
			this.held = false;
			head.peek(trailers);
			responded(head);
		}
	}

	@Override
	public void content(ByteBuf content) {
		release(EmptyHttpHeaders.INSTANCE);
		if (isDropped()) {
			content.release();
		}
		else if (this.tunnel != null) {
			this.tunnel.peerContent(content);
		}
		else {
			this.relay.content(content);
		}
	}

	@Override
	public void end(HttpHeaders trailers) {
		release(trailers);
		if (!isDropped() && this.tunnel != null) {
			this.tunnel.peerEnd();
		}
		else if (!isDropped()) {
			this.relay.end(trailers);
		}
	}

	@Override
	public void readComplete() {
		release(EmptyHttpHeaders.INSTANCE);
		if (!isDropped() && this.tunnel != null) {
			this.tunnel.peerReadComplete();
		}
		else if (!isDropped()) {
			this.relay.readComplete();
		}
	}

	@Override
	public void writable() {
		if (!isDropped() && this.tunnel != null) {
			this.tunnel.peerWritable();
		}
		else if (!isDropped()) {
			exchange().body().writable();
		}
	}

	@Override
	public void failed(ProxyError error) {
		if (!isDropped() && this.tunnel != null && this.tunnel.isPeerEnded()) {
			// It has said all that it had to say, and wants to hear no more.
			if (error.type() == ErrorType.READ_TIMEOUT) {
				exchange().downstream().abort();
			}
			this.tunnel.peerGone();
		}
		else if (!isDropped()) {
			exchange().advance(events().attemptFailed(error, System.nanoTime()));
		}
	}

}
