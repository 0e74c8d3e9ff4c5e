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

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.peer.ForwardProxy;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.peer.PeerTls;

/**
 * A connection in the making: trust, look-up, TCP, tunnel, TLS, HTTP, each within its
 * time limit. It ends by telling who needs it, unless it is cancelled; nothing of a
 * request is sent before.
 */
final class PendingConnection implements Dial.Listener, ProtocolSetup.Listener {

	private final PeerAttempt attempt;

	private final Peer peer;

	private final EventLoop eventLoop;

	private final LoopPool pool;

	private final Slot slot;

	private final Connector connector;

	private final Acquisition acquisition;

	private final Slot.Tenure tenure;

	private final long startedAt = System.nanoTime();

	private ErrorType timeoutType = ErrorType.DNS;

	private boolean over;

	private @Nullable Future<?> timeout;

	private @Nullable Dial dial;

	private @Nullable Channel channel;

	private @Nullable SslContext sslContext;

	PendingConnection(PeerAttempt attempt, LoopPool pool, Slot slot, Connector connector, Acquisition acquisition) {
		this.attempt = attempt;
		this.peer = attempt.peer();
		this.eventLoop = pool.eventLoop();
		this.pool = pool;
		this.slot = slot;
		this.connector = connector;
		this.acquisition = acquisition;
		// Before trust is looked up: what is reloaded meanwhile makes this one old.
		this.tenure = pool.group().newTenure(this.peer.connectionKey());
	}

	void start() {
		PeerTls tls = this.peer.connectionKey().tls();
		if (tls == null) {
			resolve();
			return;
		}
		CompletableFuture<SslContext> context = this.connector.tls()
			.context(tls, this.connector.protocols().protocols(this.peer.connectionKey(), System.nanoTime()));
		if (context.isDone()) {
			secureWith(context);
		}
		else {
			// Trust is read from files: that is no fault of the peer, whose time for the
			// TCP connection starts after it.
			this.timeoutType = ErrorType.TLS_TIMEOUT;
			limit(this.peer.options().timeouts().totalConnect().toNanos());
			context.whenCompleteAsync((ready, failure) -> secureWith(context), this.eventLoop);
		}
	}

	private void secureWith(CompletableFuture<SslContext> context) {
		if (this.over) {
			return;
		}
		try {
			this.sslContext = context.join();
		}
		catch (CompletionException ex) {
			fail(ErrorType.TLS_HANDSHAKE, ex.getCause());
			return;
		}
		resolve();
	}

	private void resolve() {
		this.timeoutType = ErrorType.DNS;
		limit(Math.min(this.peer.options().timeouts().connect().toNanos(), remaining()));
		if (this.peer.address() instanceof PeerAddress.Unix unix) {
			dial(this.connector.dialUnix(unix, this.eventLoop, this));
			return;
		}
		ForwardProxy proxy = this.peer.connectionKey().proxy();
		PeerAddress.Inet address = (proxy != null) ? proxy.address() : (PeerAddress.Inet) this.peer.address();
		Future<List<InetSocketAddress>> addresses = this.connector.resolve(address, this.eventLoop);
		addresses.addListener((future) -> resolved(addresses));
	}

	private void resolved(Future<List<InetSocketAddress>> addresses) {
		if (this.over) {
			return;
		}
		if (!addresses.isSuccess()) {
			fail(ErrorType.DNS, addresses.cause());
			return;
		}
		List<InetSocketAddress> ordered = Dial.order(addresses.getNow(), this.connector.local(this.peer));
		if (ordered.isEmpty()) {
			fail(ErrorType.NO_ROUTE,
					new UnavailableException("the peer has no address of the family of the local address "
							+ this.peer.connectionKey().localAddress(), null));
			return;
		}
		dial(this.connector.dial(this.peer, ordered, this.eventLoop, this));
	}

	private void dial(Dial dial) {
		this.timeoutType = ErrorType.CONNECT_TIMEOUT;
		this.dial = dial;
		dial.start();
	}

	@Override
	public void connected(Channel channel) {
		this.channel = channel;
		this.connector.channels().add(channel);
		Preamble preamble = Preamble.of(channel, this.peer.connectionKey().proxyProtocol());
		if (preamble == null) {
			secure(channel);
			return;
		}
		limit(remaining());
		channel.pipeline().addLast(ToldByFuture.INSTANCE);
		preamble.begin(this.attempt.listener().client()).addListener((future) -> {
			if (!this.over && future.isSuccess()) {
				channel.pipeline().remove(ToldByFuture.INSTANCE);
				secure(channel);
			}
			else if (!this.over) {
				fail(ErrorType.CONNECT_FAILED, future.cause());
			}
		});
	}

	@Override
	public void failed(Throwable last) {
		Dial dial = this.dial;
		fail(Failures.ofConnect(last), (dial != null) ? dial.explain(last) : last);
	}

	private void secure(Channel channel) {
		SslContext context = this.sslContext;
		if (context == null) {
			speakHttp(channel);
			return;
		}
		SslHandler handler;
		try {
			handler = TlsContexts.handler(context, this.peer.connectionKey(), channel.alloc());
		}
		catch (SSLException ex) {
			fail(ErrorType.TLS_HANDSHAKE, ex);
			return;
		}
		this.timeoutType = ErrorType.TLS_TIMEOUT;
		limit(remaining());
		channel.pipeline().addLast(handler, ToldByFuture.INSTANCE);
		handler.handshakeFuture().addListener((future) -> secured(channel, future));
	}

	private void secured(Channel channel, Future<?> handshake) {
		if (this.over) {
			return;
		}
		if (handshake.isSuccess()) {
			channel.pipeline().remove(ToldByFuture.INSTANCE);
			speakHttp(channel);
		}
		else {
			fail(Failures.ofHandshake(handshake.cause()), handshake.cause());
		}
	}

	private void speakHttp(Channel channel) {
		limit(remaining());
		ConnectionUse use = new ConnectionUse(this.connector.listener(), this.peer.connectionKey());
		new ProtocolSetup(channel, use, this.pool, this.connector.protocols(), this).start();
	}

	@Override
	public void ready(PeerConnection connection) {
		if (this.over) {
			return;
		}
		finish();
		this.slot.occupy(connection.channel(), this.tenure);
		this.acquisition.opened(connection, System.nanoTime() - this.startedAt);
	}

	@Override
	public void failed(ErrorType type, @Nullable Throwable cause) {
		if (!this.over) {
			fail(type, cause);
		}
	}

	private long remaining() {
		return this.peer.options().timeouts().totalConnect().toNanos() - (System.nanoTime() - this.startedAt);
	}

	private void timedOut() {
		Dial dial = this.dial;
		fail(this.timeoutType, (dial != null && this.channel == null) ? dial.explain(null) : null);
	}

	private void fail(ErrorType type, @Nullable Throwable cause) {
		cancel();
		this.acquisition.fail(type, cause);
	}

	/**
	 * Stops, without a word to who needs it.
	 */
	void cancel() {
		finish();
		if (this.dial != null) {
			this.dial.stop();
		}
		if (this.channel != null) {
			this.channel.close();
		}
		this.slot.release();
	}

	private void finish() {
		this.over = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	private void limit(long nanos) {
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
		this.timeout = this.eventLoop.schedule(this::timedOut, Math.max(nanos, 1), TimeUnit.NANOSECONDS);
	}

}
