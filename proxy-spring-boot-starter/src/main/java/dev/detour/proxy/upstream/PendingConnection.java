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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.peer.PeerTls;

/**
 * A connection in the making: trust, look-up, TCP, TLS, HTTP, each within its time limit.
 * It ends by handing a connection to its attempt, or by failing it; nothing is sent
 * before.
 */
final class PendingConnection extends ChannelInitializer<Channel> implements ProtocolSetup.Listener {

	private final Peer peer;

	private final EventLoop eventLoop;

	private final PeerAttempt attempt;

	private final LoopPool pool;

	private final Connector connector;

	private long startedAt;

	private ErrorType timeoutType = ErrorType.DNS;

	private boolean over;

	private @Nullable Future<?> timeout;

	private @Nullable Channel channel;

	private @Nullable SslContext sslContext;

	private @Nullable SslHandler sslHandler;

	private @Nullable SSLException tlsFailure;

	private @Nullable ConnectionUse use;

	PendingConnection(Peer peer, EventLoop eventLoop, PeerAttempt attempt, LoopPool pool, Connector connector) {
		this.peer = peer;
		this.eventLoop = eventLoop;
		this.attempt = attempt;
		this.pool = pool;
		this.connector = connector;
	}

	void start() {
		this.connector.listener().waiting(this.peer.address());
		this.startedAt = System.nanoTime();
		PeerTls tls = this.peer.connectionKey().tls();
		if (tls == null) {
			resolve();
			return;
		}
		CompletableFuture<SslContext> context = this.connector.tls().context(this.peer.connectionKey(), tls);
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
		Future<InetSocketAddress> address = this.connector.resolve((PeerAddress.Inet) this.peer.address(),
				this.eventLoop);
		if (address.isDone()) {
			resolved(address);
		}
		else {
			address.addListener((future) -> resolved(address));
		}
	}

	private void resolved(Future<InetSocketAddress> address) {
		if (this.over) {
			return;
		}
		if (!address.isSuccess()) {
			fail(ErrorType.DNS, address.cause());
			return;
		}
		this.timeoutType = ErrorType.CONNECT_TIMEOUT;
		Bootstrap bootstrap = this.connector.bootstrap(this.eventLoop).handler(this);
		String local = this.peer.connectionKey().localAddress();
		byte[] literal = (local != null) ? NetUtil.createByteArrayFromIpAddressString(local) : null;
		ChannelFuture connect = (literal != null) ? bootstrap.connect(address.getNow(), Connector.ofLiteral(literal, 0))
				: bootstrap.connect(address.getNow());
		this.channel = connect.channel();
		connect.addListener((future) -> connected(connect));
	}

	@Override
	protected void initChannel(Channel channel) {
		SslContext context = this.sslContext;
		if (context == null) {
			return;
		}
		try {
			this.sslHandler = TlsContexts.handler(context, this.peer.connectionKey(), channel.alloc());
			channel.pipeline().addLast(this.sslHandler);
		}
		catch (SSLException ex) {
			this.tlsFailure = ex;
		}
	}

	private void connected(ChannelFuture connect) {
		if (this.over) {
			connect.channel().close();
			return;
		}
		if (!connect.isSuccess()) {
			fail(Failures.ofConnect(connect.cause()), connect.cause());
			return;
		}
		this.connector.channels().add(connect.channel());
		if (this.tlsFailure != null) {
			fail(ErrorType.TLS_HANDSHAKE, this.tlsFailure);
			return;
		}
		if (this.sslHandler == null) {
			speakHttp(connect.channel());
			return;
		}
		this.timeoutType = ErrorType.TLS_TIMEOUT;
		limit(remaining());
		this.sslHandler.handshakeFuture().addListener((future) -> secured(connect.channel(), future));
	}

	private void secured(Channel channel, Future<?> handshake) {
		if (this.over) {
			return;
		}
		if (handshake.isSuccess()) {
			speakHttp(channel);
		}
		else {
			fail(Failures.ofHandshake(handshake.cause()), handshake.cause());
		}
	}

	private void speakHttp(Channel channel) {
		limit(remaining());
		this.use = new ConnectionUse(this.connector.listener(), this.peer.connectionKey());
		new ProtocolSetup(channel, this.use, this.pool, this).start();
	}

	@Override
	public void ready(PeerConnection connection) {
		if (!this.over) {
			finish();
			if (this.use != null) {
				this.use.opened(System.nanoTime() - this.startedAt);
			}
			this.attempt.connected(connection);
		}
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

	private void fail(ErrorType type, @Nullable Throwable cause) {
		cancel();
		this.attempt.fail(ProxyError.notSent(type, cause));
	}

	/**
	 * Stops, without a word to the attempt.
	 */
	void cancel() {
		finish();
		if (this.channel != null) {
			this.channel.close();
		}
	}

	private void finish() {
		if (!this.over) {
			this.over = true;
			this.connector.listener().waited(this.peer.address());
		}
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	private void limit(long nanos) {
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
		this.timeout = this.eventLoop.schedule(() -> fail(this.timeoutType, null), Math.max(nanos, 1),
				TimeUnit.NANOSECONDS);
	}

}
