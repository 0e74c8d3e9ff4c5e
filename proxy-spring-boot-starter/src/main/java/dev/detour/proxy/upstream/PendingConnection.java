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
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.peer.PeerTls;

/**
 * A connection in the making: look-up, TCP, TLS, each within its time limit. It ends by
 * handing a connection to its attempt, or by failing it; nothing is sent before.
 */
final class PendingConnection extends ChannelInitializer<Channel> {

	private static final int MAX_HEAD_SIZE = 64 * 1024;

	private final Peer peer;

	private final EventLoop eventLoop;

	private final Http1Attempt attempt;

	private final LoopPool pool;

	private final Connector connector;

	private long startedAt;

	private ErrorType timeoutType = ErrorType.DNS;

	private boolean over;

	private @Nullable Future<?> timeout;

	private @Nullable Channel channel;

	private @Nullable SslHandler sslHandler;

	private @Nullable SSLException tlsFailure;

	private @Nullable ConnectionUse use;

	private @Nullable Http1Connection connection;

	PendingConnection(Peer peer, EventLoop eventLoop, Http1Attempt attempt, LoopPool pool, Connector connector) {
		this.peer = peer;
		this.eventLoop = eventLoop;
		this.attempt = attempt;
		this.pool = pool;
		this.connector = connector;
	}

	void start() {
		this.connector.listener().waiting(this.peer.address());
		PeerTls tls = this.peer.connectionKey().tls();
		if (tls != null) {
			try {
				// The peer's time starts after this.
				this.connector.tls().context(tls);
			}
			catch (SSLException ex) {
				fail(ErrorType.TLS_HANDSHAKE, ex);
				return;
			}
		}
		this.startedAt = System.nanoTime();
		long total = this.peer.options().timeouts().totalConnect().toNanos();
		limit(Math.min(this.peer.options().timeouts().connect().toNanos(), total));
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
		ConnectionKey key = this.peer.connectionKey();
		if (key.tls() != null) {
			try {
				this.sslHandler = this.connector.tls().handler(key, key.tls(), channel.alloc());
				channel.pipeline().addLast(this.sslHandler);
			}
			catch (SSLException ex) {
				this.tlsFailure = ex;
			}
		}
		HttpDecoderConfig config = new HttpDecoderConfig().setMaxInitialLineLength(MAX_HEAD_SIZE)
			.setMaxHeaderSize(MAX_HEAD_SIZE)
			.setMaxChunkSize(MAX_HEAD_SIZE);
		TrafficCounter traffic = new TrafficCounter();
		Http1Decoder decoder = new Http1Decoder(config);
		this.use = new ConnectionUse(this.connector.listener(), key);
		this.connection = new Http1Connection(channel, this.pool, this.use, traffic, decoder);
		channel.pipeline().addLast(traffic, new HttpRequestEncoder(), decoder, this.connection);
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
			succeed();
			return;
		}
		this.timeoutType = ErrorType.TLS_TIMEOUT;
		limit(this.peer.options().timeouts().totalConnect().toNanos() - (System.nanoTime() - this.startedAt));
		this.sslHandler.handshakeFuture().addListener(this::secured);
	}

	private void secured(Future<?> handshake) {
		if (this.over) {
			return;
		}
		if (handshake.isSuccess()) {
			succeed();
		}
		else {
			fail(Failures.ofHandshake(handshake.cause()), handshake.cause());
		}
	}

	private void succeed() {
		Http1Connection connection = this.connection;
		finish();
		if (connection != null && this.use != null) {
			this.use.opened(System.nanoTime() - this.startedAt);
			this.attempt.connected(connection);
		}
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
