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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.exchange.ProxiedAddresses;

/**
 * Takes the header of the PROXY protocol off the front of a connection. Closes the
 * connection if the header is malformed, too long, or too late, or if there is none
 * though there must be.
 */
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {

	/**
	 * How much more than addresses a header may hold: the protocol wants of a receiver no
	 * more than a few hundred bytes.
	 */
	private static final int MAX_MORE = 4096;

	private static final String DECODER = "detour.proxy-header";

	private static final Logger logger = LoggerFactory.getLogger(ProxyHeaderReader.class);

	private final @Nullable Duration timeout;

	private @Nullable Future<?> timer;

	private boolean failed;

	private ProxyHeaderReader(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Reads a header before anything else.
	 * @param pipeline the pipeline of the connection, complete so far
	 * @param rules the rules
	 */
	static void install(ChannelPipeline pipeline, ProxyHeaders rules) {
		boolean required = rules.mode() == ProxyHeaders.Mode.REQUIRED;
		pipeline.addFirst(DECODER, required ? new HAProxyMessageDecoder(MAX_MORE) : new Detector());
		pipeline.addAfter(DECODER, "detour.proxy-header-reader", new ProxyHeaderReader(rules.timeout()));
	}

	/**
	 * Closes a connection from where no header is believed.
	 * @param channel the channel
	 */
	static void refuse(Channel channel) {
		logger.debug("{} is not trusted to speak the PROXY protocol: the connection is closed",
				channel.remoteAddress());
		// Not before the channel is all set up.
		channel.eventLoop().execute(channel::close);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		if (this.timeout != null) {
			this.timer = context.executor()
				.schedule(() -> fail(context, "it takes too long"), this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		context.pipeline().remove(this);
		if (message instanceof HAProxyMessage header) {
			note(context.channel(), header);
			header.release();
			// Whoever comes next has asked for bytes, and got none yet.
			context.read();
		}
		else {
			context.fireChannelRead(message);
		}
	}

	/**
	 * Notes who the client is. A balancer that speaks for itself (LOCAL), or does not
	 * know (UNKNOWN), leaves the connection what it is.
	 * @param channel the channel
	 * @param header the header
	 */
	private static void note(Channel channel, HAProxyMessage header) {
		HAProxyProxiedProtocol protocol = header.proxiedProtocol();
		boolean known = protocol.addressFamily() == AddressFamily.AF_IPv4
				|| protocol.addressFamily() == AddressFamily.AF_IPv6;
		if (known && header.command() == HAProxyCommand.PROXY) {
			InetSocketAddress client = address(header.sourceAddress(), header.sourcePort());
			new ProxiedAddresses(client, address(header.destinationAddress(), header.destinationPort()))
				.attachTo(channel);
			ReactorNettyAddress.set(channel, client);
		}
	}

	private static InetSocketAddress address(String literal, int port) {
		return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(literal), port);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof DecoderException) {
			fail(context, "what came is none");
		}
		else {
			context.fireExceptionCaught(cause);
		}
	}

	private void fail(ChannelHandlerContext context, String reason) {
		if (!this.failed) {
			this.failed = true;
			logger.warn("{} was to begin with a header of the PROXY protocol, but {}: the connection is closed",
					context.channel().remoteAddress(), reason);
			context.close();
		}
	}

	/**
	 * Looks whether there is a header at all.
	 */
	private static final class Detector extends ByteToMessageDecoder {

		@Override
		protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
			ProtocolDetectionState state = HAProxyMessageDecoder.detectProtocol(in).state();
			if (state == ProtocolDetectionState.DETECTED) {
				context.pipeline().replace(this, DECODER, new HAProxyMessageDecoder(MAX_MORE));
			}
			else if (state == ProtocolDetectionState.INVALID) {
				context.pipeline().remove(this);
			}
		}

	}

}
