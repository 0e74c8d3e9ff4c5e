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

package dev.detour.proxy.check;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.health.CheckResult;
import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.upstream.AttemptListener;
import dev.detour.proxy.upstream.UpstreamAttempt;
import dev.detour.proxy.upstream.Upstreams;

/**
 * One check of one peer.
 */
final class PeerCheck implements AttemptListener {

	static final String USER_AGENT = "Detour-Check";

	private final CheckSettings settings;

	private final EventLoop eventLoop;

	private final Consumer<CheckResult> result;

	private @Nullable UpstreamAttempt attempt;

	private @Nullable Future<?> limit;

	private @Nullable HealthCall call;

	private String host = "";

	private boolean over;

	PeerCheck(CheckSettings settings, EventLoop eventLoop, Consumer<CheckResult> result) {
		this.settings = settings;
		this.eventLoop = eventLoop;
		this.result = result;
	}

	void start(Upstreams upstreams, Peer peer) {
		Peer checked = suited(at(peer, this.settings.port())).withIdleTimeout(Duration.ZERO)
			.withMaxConnections(Integer.MAX_VALUE);
		String override = peer.options().hostHeader();
		this.host = (override != null) ? override : peer.options().ownHost(checked.connectionKey());
		this.limit = this.eventLoop.schedule(() -> end(CheckResult.FAILED), this.settings.timeout().toNanos(),
				TimeUnit.NANOSECONDS);
		UpstreamAttempt attempt = upstreams.prepare(checked, ConnectionChoice.FRESH, this.eventLoop, this);
		this.attempt = attempt;
		attempt.start();
	}

	private static Peer at(Peer peer, @Nullable Integer port) {
		ConnectionKey key = peer.connectionKey();
		if (port == null || !(key.address() instanceof PeerAddress.Inet address)) {
			return peer;
		}
		return new Peer(key.withAddress(PeerAddress.of(address.host(), port)), peer.options());
	}

	/**
	 * Returns a peer as it can be asked: HTTP/1.1 cannot carry a call of gRPC.
	 * @param peer the peer
	 * @return the peer
	 */
	private Peer suited(Peer peer) {
		boolean other = this.settings.probe() instanceof Probe.Call
				&& peer.connectionKey().protocols() == Protocols.HTTP_1_1;
		return other ? peer.withProtocols(Protocols.HTTP_2) : peer;
	}

	private void end(CheckResult result) {
		if (this.over) {
			return;
		}
		this.over = true;
		if (this.limit != null) {
			this.limit.cancel(false);
		}
		if (this.attempt != null) {
			this.attempt.cancel();
		}
		this.result.accept(result);
	}

	@Override
	public void connected(boolean reused) {
		UpstreamAttempt attempt = this.attempt;
		if (this.over || attempt == null) {
			return;
		}
		if (this.settings.probe() instanceof Probe.Get get) {
			HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, get.path());
			request.headers().set(HttpHeaderNames.HOST, this.host).set(HttpHeaderNames.USER_AGENT, USER_AGENT);
			attempt.send(request, true);
		}
		else if (this.settings.probe() instanceof Probe.Call asked) {
			this.call = HealthCall.send(asked.service(), this.host, this.settings.timeout(), attempt);
		}
		else {
			end(CheckResult.PASSED);
		}
	}

	@Override
	public void interim(HttpResponse head) {
	}

	@Override
	public void head(HttpResponse head) {
		if (this.call != null) {
			this.call.head(head);
		}
		else if (this.settings.probe() instanceof Probe.Get get) {
			end(get.statuses().contains(head.status().code()) ? CheckResult.PASSED : CheckResult.FAILED);
		}
	}

	@Override
	public void content(ByteBuf content) {
		if (this.call != null) {
			this.call.content(content);
		}
		content.release();
	}

	@Override
	public void end(HttpHeaders trailers) {
		if (this.call != null) {
			end(this.call.isServing(trailers) ? CheckResult.PASSED : CheckResult.FAILED);
		}
	}

	@Override
	public void readComplete() {
	}

	@Override
	public void writable() {
	}

	@Override
	public void failed(ProxyError error) {
		end(CheckResult.FAILED);
	}

}
