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
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.upstream.AttemptListener;
import dev.detour.proxy.upstream.ClientAddresses;
import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * The attempt that an exchange has under way: sends the request, judges and relays the
 * response.
 *
 * @param <C> the type of the user's context
 */
final class RunningAttempt<C> implements AttemptListener {

	private final ProxyExchange<C> exchange;

	private final Peer peer;

	private final UpstreamAttempt upstream;

	private final ResponseRelay relay;

	private final AttemptClock clock;

	private boolean dropped;

	private @Nullable ReceivedHead head;

	private boolean held;

	private @Nullable Tunnel tunnel;

	RunningAttempt(ProxyExchange<C> exchange, Step.Connect connect) {
		this.exchange = exchange;
		this.peer = connect.peer();
		ConnectionChoice choice = connect.choice();
		Downstream downstream = exchange.downstream();
		ClientRequest request = downstream.request();
		boolean careful = choice == ConnectionChoice.ANY
				&& (request.isUpgrade() || request.mayExceed(exchange.gateway().replayMemory().perExchange()));
		GrpcCall call = exchange.grpc();
		Peer suited = request.isUpgrade() ? this.peer.withProtocols(Protocols.HTTP_1_1)
				: (call != null) ? call.suited(this.peer) : this.peer;
		this.upstream = exchange.gateway()
			.upstreams()
			.prepare(suited, careful ? ConnectionChoice.RECENT : choice, downstream.eventLoop(), this);
		this.relay = new ResponseRelay(downstream, this.upstream, exchange::countSent, this::relayed);
		this.clock = new AttemptClock(downstream.eventLoop(), this.upstream, connect.limit(), this::failed);
	}

	void start() {
		this.clock.start();
		this.upstream.start();
	}

	Peer peer() {
		return this.peer;
	}

	ProxyError error(ErrorType type) {
		return this.upstream.error(type);
	}

	void carryOut(Step.Plain step) {
		switch (step) {
			case SEND -> this.exchange.userCode().askConnected(this.peer, this::askRequest);
			case ASK_RESPONSE -> askResponse();
			case RELAY -> open();
			default -> throw new IllegalArgumentException("'step' must concern an attempt, but was " + step);
		}
	}

	private void askRequest() {
		AttemptHead head = AttemptHead.of(this.exchange.downstream().request(), this.peer,
				this.exchange.gateway().forwarding());
		GrpcCall grpc = this.exchange.grpc();
		if (grpc != null) {
			head.prepare(grpc, this.exchange.attempts());
		}
		this.exchange.userCode().askUpstreamRequest(this.peer, head, () -> send(head));
	}

	private void send(AttemptHead head) {
		if (this.dropped) {
			return;
		}
		RequestBody body = this.exchange.body();
		boolean last = !body.isPresent();
		this.exchange.tellSending(head);
		ContentFilter filter = last ? null : this.exchange.userCode().requestFilter(this, body);
		this.upstream.send(head.finish(body.awaitsContinue(), filter != null), last);
		if (!last && !this.dropped) {
			body.attach(this.upstream, filter);
		}
	}

	private void askResponse() {
		ReceivedHead head = this.head;
		if (head != null) {
			this.exchange.userCode().askResponse(this.peer, head, this.upstream.error(ErrorType.STATUS_REFUSED));
		}
	}

	private void open() {
		ReceivedHead head = this.head;
		if (head != null && head.isSwitch()) {
			openTunnel(head);
		}
		else if (head != null) {
			RequestBody body = this.exchange.body();
			body.dropCopy();
			ClientRequest request = this.exchange.downstream().request();
			ContentFilter filter = this.exchange.userCode().responseFilter(this, this.relay);
			HttpResponse response = head.finish(!request.isHttp10(), !body.isReceived(), filter != null);
			boolean empty = HttpMethod.HEAD.equals(request.nettyMethod()) || !head.mayHaveContent();
			this.relay.open(response, empty ? null : filter);
		}
	}

	private void openTunnel(ReceivedHead head) {
		DownstreamTunnel client = this.exchange.downstream().tunnel(head.finishSwitch());
		Tunnel tunnel = new Tunnel(client, this.upstream, this.exchange::countSent, this::relayed);
		this.tunnel = tunnel;
		this.relay.handOver(tunnel);
	}

	@Nullable Tunnel tunnel() {
		return this.tunnel;
	}

	private void relayed() {
		this.exchange.advance(this.exchange.engine().responseCompleted(System.nanoTime()));
	}

	void drop() {
		this.dropped = true;
		this.clock.stop();
		this.relay.discard();
		this.upstream.cancel();
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
		Downstream downstream = this.exchange.downstream();
		return ProxiedAddresses.passedOn(downstream.request().remoteAddress(), downstream.channel());
	}

	@Override
	public void connected(boolean reused) {
		this.clock.connected();
		this.exchange.advance(this.exchange.engine().connected(reused, System.nanoTime()));
	}

	@Override
	public void interim(HttpResponse head) {
		if (head.status().code() == HttpResponseStatus.CONTINUE.code()) {
			this.exchange.body().begin();
		}
		else {
			this.exchange.downstream()
				.interim(new DefaultHttpResponse(HttpVersion.HTTP_1_1, head.status(),
						HopByHop.copyEndToEnd(head.headers())));
		}
	}

	@Override
	public void head(HttpResponse response) {
		if (!WebSocketAccept.isRight(this.exchange.downstream().request(), response)) {
			failed(this.upstream.error(ErrorType.INVALID_RESPONSE));
			return;
		}
		this.clock.stop();
		this.head = ReceivedHead.of(response, this.exchange.gateway().forwarding());
		this.held = this.exchange.grpc() != null && this.exchange.userCode().judgesResponses()
				&& GrpcCall.awaitsStatus(response);
		if (!this.held) {
			responded(this.head);
		}
	}

	private void responded(ReceivedHead head) {
		this.exchange.advance(this.exchange.engine().responded(head.status(), System.nanoTime()));
	}

	/**
	 * Lets a head go that was held back for the status of a call: there is a message, or
	 * the end, or what was read holds neither.
	 * @param trailers the trailer fields, empty if this is not the end
	 */
	private void release(HttpHeaders trailers) {
		ReceivedHead head = this.head;
		if (this.held && head != null && !this.dropped) {
			this.held = false;
			head.peek(trailers);
			responded(head);
		}
	}

	@Override
	public void content(ByteBuf content) {
		release(EmptyHttpHeaders.INSTANCE);
		if (this.dropped) {
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
		if (!this.dropped && this.tunnel != null) {
			this.tunnel.peerEnd();
		}
		else if (!this.dropped) {
			this.relay.end(trailers);
		}
	}

	@Override
	public void readComplete() {
		release(EmptyHttpHeaders.INSTANCE);
		if (!this.dropped && this.tunnel != null) {
			this.tunnel.peerReadComplete();
		}
		else if (!this.dropped) {
			this.relay.readComplete();
		}
	}

	@Override
	public void writable() {
		if (!this.dropped && this.tunnel != null) {
			this.tunnel.peerWritable();
		}
		else if (!this.dropped) {
			this.exchange.body().writable();
		}
	}

	@Override
	public void failed(ProxyError error) {
		if (!this.dropped && this.tunnel != null && this.tunnel.isPeerEnded()) {
			// It has said all that it had to say, and wants to hear no more.
			if (error.type() == ErrorType.READ_TIMEOUT) {
				this.exchange.downstream().abort();
			}
			this.tunnel.peerGone();
		}
		else if (!this.dropped) {
			this.exchange.advance(this.exchange.engine().attemptFailed(error, System.nanoTime()));
		}
	}

}
