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

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that answers, as RFC 8305 (Happy Eyeballs)
 * wants it: the next address is tried when one has failed, or has not answered for a
 * while, and whichever is connected first stays. The time limit is the caller's business.
 */
final class Dial {

	/**
	 * How long an address is tried alone (RFC 8305 section 5: recommended 250 ms).
	 */
	private static final long ALONE_MILLIS = 250;

	private final EventLoop eventLoop;

	private final List<? extends SocketAddress> addresses;

	private final Function<SocketAddress, ChannelFuture> opener;

	private final Listener listener;

	private final List<Channel> connecting = new ArrayList<>(1);

	private int tried;

	private boolean over;

	private @Nullable Future<?> nextTry;

	Dial(EventLoop eventLoop, List<? extends SocketAddress> addresses, Function<SocketAddress, ChannelFuture> opener,
			Listener listener) {
		this.eventLoop = eventLoop;
		this.addresses = addresses;
		this.opener = opener;
		this.listener = listener;
	}

	/**
	 * Puts addresses of both families in turn, beginning with the one that the resolver
	 * put first, and otherwise in its order (RFC 8305 section 4).
	 * @param addresses the addresses
	 * @param local the local address to connect from, or {@code null} for any
	 * @return the addresses in the order to try, without those that cannot be reached
	 * from the local one
	 */
	static List<InetSocketAddress> order(List<InetSocketAddress> addresses, @Nullable InetAddress local) {
		Deque<InetSocketAddress> first = new ArrayDeque<>();
		Deque<InetSocketAddress> second = new ArrayDeque<>();
		boolean firstIsV4 = isV4(((local != null) ? local : addresses.get(0).getAddress()));
		addresses.forEach((address) -> ((isV4(address.getAddress()) == firstIsV4) ? first : second).add(address));
		if (local != null) {
			return List.copyOf(first);
		}
		List<InetSocketAddress> ordered = new ArrayList<>(addresses.size());
		while (ordered.size() < addresses.size()) {
			if (!first.isEmpty()) {
				ordered.add(first.poll());
			}
			if (!second.isEmpty()) {
				ordered.add(second.poll());
			}
		}
		return ordered;
	}

	private static boolean isV4(InetAddress address) {
		return address instanceof Inet4Address;
	}

	void start() {
		tryNext();
	}

	/**
	 * Stops, without a word to the listener.
	 */
	void stop() {
		this.over = true;
		cancelNextTry();
		this.connecting.forEach(Channel::close);
		this.connecting.clear();
	}

	private void tryNext() {
		cancelNextTry();
		ChannelFuture connect = this.opener.apply(this.addresses.get(this.tried++));
		this.connecting.add(connect.channel());
		if (this.tried < this.addresses.size()) {
			this.nextTry = this.eventLoop.schedule(this::tryNext, ALONE_MILLIS, TimeUnit.MILLISECONDS);
		}
		connect.addListener((future) -> {
			if (this.eventLoop.inEventLoop()) {
				tried(connect);
			}
			else {
				// A channel that could not even be made belongs to no event loop.
				this.eventLoop.execute(() -> tried(connect));
			}
		});
	}

	private void tried(ChannelFuture connect) {
		if (this.over) {
			connect.channel().close();
			return;
		}
		this.connecting.remove(connect.channel());
		if (connect.isSuccess()) {
			stop();
			this.listener.connected(connect.channel());
		}
		else if (this.tried < this.addresses.size()) {
			tryNext();
		}
		else if (this.connecting.isEmpty()) {
			stop();
			this.listener.failed(connect.cause());
		}
	}

	private void cancelNextTry() {
		if (this.nextTry != null) {
			this.nextTry.cancel(false);
			this.nextTry = null;
		}
	}

	/**
	 * Tells what became of the addresses, for the log.
	 * @param last the last failure, or {@code null} if there was none in time
	 * @return the last failure, with how many addresses were tried if there are several
	 */
	@Nullable Throwable explain(@Nullable Throwable last) {
		if (this.addresses.size() == 1) {
			return last;
		}
		String message = "none of " + this.tried + " addresses could be connected to (" + this.addresses.size()
				+ " are known)";
		return new UnavailableException((last != null) ? message + ", the last: " + last.getMessage() : message, last);
	}

	/**
	 * Told once how it went, on the event loop.
	 */
	interface Listener {

		/**
		 * An address is connected to.
		 * @param channel the channel, whose activation is not known to its handlers yet
		 */
		void connected(Channel channel);

		/**
		 * All addresses failed.
		 * @param last the last failure
		 */
		void failed(Throwable last);

	}

}
