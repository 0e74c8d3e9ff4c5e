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

package dev.detour.proxy.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerConfig;

import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.hook.ProxyHooks;

/**
 * Mounts the gateway directly on the connections of Reactor Netty's server, ahead of
 * whatever else it serves. Nothing is claimed before {@link #open}.
 *
 * @since 0.1.0
 */
public final class DirectMount {

	private static final AttributeKey<DirectMount> KEY = AttributeKey.valueOf(DirectMount.class, "mount");

	private final LongAdder exchanges = new LongAdder();

	private volatile @Nullable Open open;

	private volatile boolean draining;

	private volatile @Nullable CompletableFuture<Void> drained;

	/**
	 * Makes the connections of a server ready for this mount.
	 * @param server the server, whose connections are guarded
	 * @return the server with the mount
	 */
	public HttpServer on(HttpServer server) {
		return server.childAttr(KEY, this);
	}

	/**
	 * Returns why requests of a server cannot be taken on directly.
	 * @param server the server
	 * @return what they need of Reactor Netty, or {@code null} if they need nothing
	 */
	public static @Nullable String obstacle(HttpServerConfig server) {
		if (server.isForwarded()) {
			return "the server takes the client's address from forwarding headers";
		}
		boolean compresses = server.compressPredicate() != null || server.minCompressionSize() >= 0;
		return compresses ? "the server compresses responses" : null;
	}

	/**
	 * Begins to claim requests.
	 * @param server the server
	 * @param gateway what all exchanges have in common
	 * @param router finds who takes on a request
	 */
	public void open(HttpServerConfig server, Gateway gateway, ExchangeRouter router) {
		this.draining = false;
		this.drained = null;
		this.open = new Open(gateway, router, this::isDraining, server.maxKeepAliveRequests(), server.idleTimeout());
	}

	/**
	 * Begins to close connections when their exchange is over. Called before the server
	 * closes those that it takes for idle.
	 */
	public void closeAfterExchanges() {
		this.draining = true;
	}

	/**
	 * Waits for the exchanges under way, and closes the connection of each after it.
	 * @return completed when there are none left
	 */
	public CompletionStage<Void> drain() {
		closeAfterExchanges();
		CompletableFuture<Void> drained = new CompletableFuture<>();
		this.drained = drained;
		completeIfDrained(drained);
		return drained;
	}

	/**
	 * Connects a connection, or a stream, with the mount of its server.
	 * @param channel the channel
	 * @param connection the handler
	 */
	static void connect(Channel channel, ClientConnection connection) {
		boolean stream = ServerGuard.isStream(channel);
		DirectMount mount = (stream ? channel.parent() : channel).attr(KEY).get();
		boolean observed = channel.pipeline().get(NettyPipeline.AccessLogHandler) != null
				|| channel.pipeline().get(NettyPipeline.HttpMetricsHandler) != null;
		Open open = (mount != null) ? mount.open : null;
		if (mount != null && open != null && !observed) {
			ChannelHandlerContext context = channel.pipeline().context(connection);
			connection.mount(mount, open, stream ? new Http2Wire(context) : new Http1Wire(context, open));
		}
	}

	boolean isDraining() {
		return this.draining;
	}

	void began() {
		this.exchanges.increment();
	}

	void ended() {
		this.exchanges.decrement();
		CompletableFuture<Void> drained = this.drained;
		if (drained != null) {
			completeIfDrained(drained);
		}
	}

	private void completeIfDrained(CompletableFuture<Void> drained) {
		if (this.exchanges.sum() == 0) {
			drained.complete(null);
		}
	}

	/**
	 * An open mount.
	 *
	 * @param gateway what all exchanges have in common
	 * @param router finds who takes on a request
	 * @param draining tells whether the server shuts down
	 * @param maxRequests the number of requests after which a connection is closed, -1 if
	 * there is no limit
	 * @param idleTimeout how long a connection may be idle, {@code null} if forever
	 */
	record Open(Gateway gateway, ExchangeRouter router, BooleanSupplier draining, int maxRequests,
			@Nullable Duration idleTimeout) {

		@Nullable ProxyHooks<?> route(ClientRequest request) {
			return this.router.route(request);
		}

		boolean mayKeepAlive(int requests) {
			return !this.draining.getAsBoolean() && (this.maxRequests < 0 || requests < this.maxRequests);
		}

	}

}
