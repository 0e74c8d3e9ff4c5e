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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.TrustManagerFactory;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.Peer;

/**
 * Event loops with the way to peers, and names that mean what a test says. Each attempt
 * is made on the event loop that the test names.
 */
final class TestLoops implements AutoCloseable {

	private final Map<String, List<String>> names = new ConcurrentHashMap<>();

	private final List<EventLoop> loops = new ArrayList<>();

	private final MultiThreadIoEventLoopGroup group;

	private final NettyUpstreams upstreams;

	private TestLoops(int count, boolean nio, ConnectionLimits limits, TcpKeepAlive keepAlive) {
		this.group = new MultiThreadIoEventLoopGroup(count,
				nio ? NioIoHandler.newFactory() : EpollIoHandler.newFactory());
		for (int i = 0; i < count; i++) {
			this.loops.add(this.group.next());
		}
		this.upstreams = new NettyUpstreams(nio ? new Nio() : new Epoll(), new Names(), new NoMaterial(), limits,
				keepAlive, UpstreamListener.NONE);
	}

	static TestLoops of(int count) {
		return of(count, ConnectionLimits.DEFAULT);
	}

	static TestLoops of(int count, ConnectionLimits limits) {
		return new TestLoops(count, false, limits, TcpKeepAlive.DEFAULT);
	}

	static TestLoops of(boolean nio, TcpKeepAlive keepAlive) {
		return new TestLoops(2, nio, ConnectionLimits.DEFAULT, keepAlive);
	}

	void name(String name, String... literals) {
		this.names.put(name, List.of(literals));
	}

	NettyUpstreams upstreams() {
		return this.upstreams;
	}

	TestAttempt start(int loop, Peer peer) {
		return start(loop, peer, ConnectionChoice.ANY);
	}

	TestAttempt start(int loop, Peer peer, ConnectionChoice choice) {
		TestAttempt attempt = new TestAttempt(this.loops.get(loop));
		attempt.start(this.upstreams, peer, choice);
		return attempt;
	}

	/**
	 * Returns when what is under way on the event loops now is done.
	 */
	void settle() {
		for (int round = 0; round < 2; round++) {
			for (EventLoop loop : this.loops) {
				loop.schedule(() -> {
				}, 1, TimeUnit.NANOSECONDS).awaitUninterruptibly();
			}
		}
	}

	@Override
	public void close() {
		this.upstreams.close();
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	private final class Names extends AddressResolverGroup<InetSocketAddress> {

		@Override
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			return new InetNameResolver(executor) {

				@Override
				protected void doResolve(String name, Promise<InetAddress> promise) {
					throw new UnsupportedOperationException("One address is not enough");
				}

				@Override
				protected void doResolveAll(String name, Promise<List<InetAddress>> promise) throws Exception {
					List<String> literals = TestLoops.this.names.get(name);
					if (literals == null) {
						promise.setFailure(new UnknownHostException(name));
						return;
					}
					List<InetAddress> addresses = new ArrayList<>();
					for (String literal : literals) {
						addresses.add(InetAddress.getByName(literal));
					}
					promise.setSuccess(addresses);
				}

			}.asAddressResolver();
		}

	}

	private static final class Epoll implements Transport {

		@Override
		public Class<? extends SocketChannel> socketChannel(EventLoop eventLoop) {
			return EpollSocketChannel.class;
		}

		@Override
		public Class<? extends DatagramChannel> datagramChannel(EventLoop eventLoop) {
			return EpollDatagramChannel.class;
		}

		@Override
		public Channel unixSocketChannel(EventLoop eventLoop) {
			return new EpollDomainSocketChannel();
		}

		@Override
		public SocketAddress unixSocketAddress(EventLoop eventLoop, String path) {
			return new DomainSocketAddress(path);
		}

	}

	private static final class Nio implements Transport {

		@Override
		public Class<? extends SocketChannel> socketChannel(EventLoop eventLoop) {
			return NioSocketChannel.class;
		}

		@Override
		public Class<? extends DatagramChannel> datagramChannel(EventLoop eventLoop) {
			return NioDatagramChannel.class;
		}

		@Override
		public Channel unixSocketChannel(EventLoop eventLoop) {
			return new NioDomainSocketChannel();
		}

		@Override
		public SocketAddress unixSocketAddress(EventLoop eventLoop, String path) {
			return UnixDomainSocketAddress.of(path);
		}

	}

	private static final class NoMaterial implements TlsMaterial {

		@Override
		public SslContextBuilder clientContext(@Nullable String bundle) {
			return SslContextBuilder.forClient();
		}

		@Override
		public TrustManagerFactory trust(@Nullable String bundle) {
			return InsecureTrustManagerFactory.INSTANCE;
		}

	}

}
