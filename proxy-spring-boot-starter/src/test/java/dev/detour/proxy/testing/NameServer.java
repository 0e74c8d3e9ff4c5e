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

package dev.detour.proxy.testing;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;

/**
 * A name server on UDP that says what a test wants: records, errors, or nothing. It knows
 * no name that it was not told.
 *
 * @since 0.1.0
 */
public final class NameServer implements AutoCloseable {

	private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Map<String, List<Entry>> names = new ConcurrentHashMap<>();

	private final Map<String, DnsResponseCode> failures = new ConcurrentHashMap<>();

	private final List<String> silent = new CopyOnWriteArrayList<>();

	private final List<String> queries = new CopyOnWriteArrayList<>();

	private final Channel channel;

	private NameServer() {
		this.channel = new Bootstrap().group(this.group)
			.channel(NioDatagramChannel.class)
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
				}

			})
			.bind("127.0.0.1", 0)
			.syncUninterruptibly()
			.channel();
	}

	/**
	 * Starts a name server on a free port.
	 * @return the running name server
	 */
	public static NameServer start() {
		return new NameServer();
	}

	/**
	 * Returns the property by which a gateway asks this name server.
	 * @return name and value
	 */
	public String property() {
		return "proxy.dns.servers=127.0.0.1:" + address().getPort();
	}

	/**
	 * Returns the address.
	 * @return the address
	 */
	public InetSocketAddress address() {
		return (InetSocketAddress) this.channel.localAddress();
	}

	/**
	 * Sets the addresses of a name, and forgets whatever was said about it before.
	 * @param name the name
	 * @param seconds how long that holds
	 * @param addresses IP literals of either family; none for a name without records
	 * @return this name server
	 */
	public NameServer addresses(String name, int seconds, String... addresses) {
		List<Entry> entries = new ArrayList<>();
		for (String address : addresses) {
			byte[] content = NetUtil.createByteArrayFromIpAddressString(address);
			entries.add(new Entry((content.length == 4) ? DnsRecordType.A : DnsRecordType.AAAA, seconds, content));
		}
		return entries(name, entries);
	}

	/**
	 * Makes a name another name for one, and forgets whatever was said about it before.
	 * @param name the name
	 * @param seconds how long that holds
	 * @param target the name that it stands for
	 * @return this name server
	 */
	public NameServer alias(String name, int seconds, String target) {
		ByteBuf content = Unpooled.buffer();
		writeName(content, target);
		return entries(name, List.of(new Entry(DnsRecordType.CNAME, seconds, bytes(content))));
	}

	/**
	 * Sets the targets of a service, and forgets whatever was said about it before.
	 * @param name the name
	 * @param seconds how long that holds
	 * @param targets each with priority, weight, port, and host
	 * @return this name server
	 */
	public NameServer service(String name, int seconds, String... targets) {
		List<Entry> entries = new ArrayList<>();
		for (String target : targets) {
			String[] parts = target.split(" ");
			ByteBuf content = Unpooled.buffer();
			for (int i = 0; i < 3; i++) {
				content.writeShort(Integer.parseInt(parts[i]));
			}
			writeName(content, parts[3]);
			entries.add(new Entry(DnsRecordType.SRV, seconds, bytes(content)));
		}
		return entries(name, entries);
	}

	/**
	 * Answers with an error.
	 * @param name the name
	 * @param code the error
	 * @return this name server
	 */
	public NameServer fail(String name, DnsResponseCode code) {
		this.failures.put(key(name), code);
		return this;
	}

	/**
	 * Answers nothing to some questions.
	 * @param name the name
	 * @param type the type of the questions
	 * @return this name server
	 */
	public NameServer ignore(String name, DnsRecordType type) {
		this.silent.add(key(name) + type.name());
		return this;
	}

	/**
	 * Knows a name no more.
	 * @param name the name
	 * @return this name server
	 */
	public NameServer forget(String name) {
		this.failures.remove(key(name));
		this.silent.removeIf((question) -> question.startsWith(key(name)));
		this.names.remove(key(name));
		return this;
	}

	/**
	 * Returns how often a question was asked.
	 * @param name the name
	 * @param type the type
	 * @return the number of queries
	 */
	public int queries(String name, DnsRecordType type) {
		String question = key(name) + type.name();
		return (int) this.queries.stream().filter(question::equals).count();
	}

	@Override
	public void close() {
		this.channel.close().syncUninterruptibly();
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	private NameServer entries(String name, List<Entry> entries) {
		this.names.put(key(name), entries);
		this.failures.remove(key(name));
		this.silent.removeIf((question) -> question.startsWith(key(name)));
		return this;
	}

	private static String key(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		return lower.endsWith(".") ? lower : lower + ".";
	}

	private static void writeName(ByteBuf content, String name) {
		for (String label : key(name).split("\\.")) {
			content.writeByte(label.length());
			content.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
		}
		content.writeByte(0);
	}

	private static byte[] bytes(ByteBuf content) {
		byte[] bytes = new byte[content.readableBytes()];
		content.readBytes(bytes);
		return bytes;
	}

	private record Entry(DnsRecordType type, int seconds, byte[] content) {

	}

	/**
	 * Answers queries.
	 */
	private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
			DnsQuestion question = query.recordAt(DnsSection.QUESTION);
			String name = key(question.name());
			NameServer.this.queries.add(name + question.type().name());
			if (NameServer.this.silent.contains(name + question.type().name())) {
				return;
			}
			DatagramDnsResponse response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
			response.setRecursionAvailable(true).addRecord(DnsSection.QUESTION, question);
			response.setCode(answer(name, question.type(), response));
			context.writeAndFlush(response);
		}

		private DnsResponseCode answer(String name, DnsRecordType type, DatagramDnsResponse response) {
			DnsResponseCode failure = NameServer.this.failures.get(name);
			List<Entry> entries = NameServer.this.names.get(name);
			if (failure != null || entries == null) {
				return (failure != null) ? failure : DnsResponseCode.NXDOMAIN;
			}
			for (Entry entry : entries) {
				if (entry.type().equals(type) || entry.type().equals(DnsRecordType.CNAME)) {
					response.addRecord(DnsSection.ANSWER, new DefaultDnsRawRecord(name, entry.type(),
							DnsRecord.CLASS_IN, entry.seconds(), Unpooled.wrappedBuffer(entry.content())));
				}
			}
			return DnsResponseCode.NOERROR;
		}

	}

}
