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

import java.time.Duration;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * When the operating system probes connections to peers on which nothing moves, so that
 * firewalls keep them and dead peers are noticed. What is {@code null} is left to the
 * operating system. With kqueue, all of it is.
 *
 * @param idle how long nothing moves before the first probe, at least a second
 * @param interval the time between probes, at least a second
 * @param count after how many probes without an answer the connection is reset, positive
 * @since 0.1.0
 */
public record TcpKeepAlive(@Nullable Duration idle, @Nullable Duration interval, @Nullable Integer count) {

	/**
	 * Everything is left to the operating system.
	 */
	public static final TcpKeepAlive DEFAULT = new TcpKeepAlive(null, null, null);

	/**
	 * Checks the parts.
	 * @param idle how long nothing moves before the first probe
	 * @param interval the time between probes
	 * @param count the number of probes
	 */
	public TcpKeepAlive {
		atLeastASecond("idle", idle);
		atLeastASecond("interval", interval);
		if (count != null && count < 1) {
			throw new IllegalArgumentException("'count' must be positive, but was " + count);
		}
	}

	private static void atLeastASecond(String name, @Nullable Duration value) {
		if (value != null && value.toSeconds() < 1) {
			throw new IllegalArgumentException("'" + name + "' must be at least 1s, but was " + value);
		}
	}

	void applyTo(Bootstrap bootstrap, Class<? extends SocketChannel> channelClass) {
		if (channelClass == EpollSocketChannel.class) {
			apply(bootstrap, EpollChannelOption.TCP_KEEPIDLE, EpollChannelOption.TCP_KEEPINTVL,
					EpollChannelOption.TCP_KEEPCNT);
		}
		else if (channelClass == NioSocketChannel.class) {
			apply(bootstrap, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
					NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
					NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT));
		}
	}

	private void apply(Bootstrap bootstrap, ChannelOption<Integer> idle, ChannelOption<Integer> interval,
			ChannelOption<Integer> count) {
		if (this.idle != null) {
			bootstrap.option(idle, (int) this.idle.toSeconds());
		}
		if (this.interval != null) {
			bootstrap.option(interval, (int) this.interval.toSeconds());
		}
		if (this.count != null) {
			bootstrap.option(count, this.count);
		}
	}

}
