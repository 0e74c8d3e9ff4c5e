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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;

/**
 * Carries one attempt on a stream of an HTTP/2 connection. The stream is opened when the
 * head is sent. What it knows are facts: frames that the socket took, and frames that the
 * peer sent.
 */
final class Http2PeerStream implements AttemptStream, TimeLimits.Watched {

	private final Http2PeerConnection connection;

	private final boolean reused;

	private final WriteProgress writes = new WriteProgress();

	private final TimeLimits limits;

	private final Http2Response response = new Http2Response(this);

	private @Nullable PeerAttempt attempt;

	private @Nullable HttpRequest request;

	private @Nullable ChannelFuture head;

	private int id;

	private long bytesWritten;

	Http2PeerStream(Http2PeerConnection connection, PeerAttempt attempt, boolean reused) {
		this.connection = connection;
		this.attempt = attempt;
		this.reused = reused;
		this.limits = new TimeLimits(connection.channel().eventLoop(), this.writes, this);
	}

	int id() {
		return this.id;
	}

	@Nullable PeerAttempt attempt() {
		return this.attempt;
	}

	Http2Response response() {
		return this.response;
	}

	void moved() {
		this.writes.moved(System.nanoTime());
		this.connection.streams().touch(this);
	}

	@Override
	public boolean isHttp2() {
		return true;
	}

	@Override
	public void send(HttpRequest request, boolean last) {
		PeerAttempt attempt = this.attempt;
		if (attempt == null) {
			return;
		}
		this.id = this.connection.open(this);
		if (this.id == 0) {
			fail(this.connection.isActive() ? ErrorType.H2_GOAWAY : ErrorType.CONNECTION_CLOSED, null);
			return;
		}
		this.request = request;
		this.response.expect(request.method());
		this.limits.start(attempt.peer().options().timeouts(), System.nanoTime());
		this.head = this.connection.output().writeHead(this.id, request, last, (bytes) -> this.bytesWritten += bytes);
		this.writes.add(this.head, last);
		this.head.addListener((written) -> headWritten(written.cause()));
		if (last) {
			flush();
		}
	}

	/**
	 * If the head could not be written nothing will ever be answered, unless the whole
	 * connection is at its end, which is told in another way.
	 * @param failure why not, or {@code null} if it was
	 */
	private void headWritten(@Nullable Throwable failure) {
		if (failure != null && this.connection.isActive()) {
			fail(ErrorType.CONNECTION_CLOSED, failure);
		}
	}

	@Override
	public void write(ByteBuf content) {
		int bytes = content.readableBytes();
		add(this.connection.output().writeContent(this.id, content, false), bytes, false);
	}

	@Override
	public void end(HttpHeaders trailers) {
		add(trailers.isEmpty() ? this.connection.output().writeContent(this.id, Unpooled.EMPTY_BUFFER, true)
				: this.connection.output().writeTrailers(this.id, trailers), 0, true);
		flush();
	}

	private void add(ChannelFuture write, int bytes, boolean last) {
		write.addListener((written) -> {
			if (written.isSuccess()) {
				this.bytesWritten += bytes;
			}
		});
		this.writes.add(write, last);
	}

	@Override
	public void flush() {
		this.connection.output().flush();
	}

	@Override
	public boolean isWritable() {
		return !this.writes.isFailed() && this.connection.output().isWritable(this.id);
	}

	void writabilityChanged() {
		PeerAttempt attempt = this.attempt;
		if (attempt != null && isWritable()) {
			attempt.listener().writable();
		}
	}

	@Override
	public void setReading(boolean reading) {
		this.writes.moved(System.nanoTime());
		int bytes = this.response.setReading(reading);
		if (bytes > 0) {
			this.connection.output().consume(this.id, bytes);
		}
	}

	@Override
	public ProxyError error(ErrorType type) {
		return error(type, delivery(), null);
	}

	private ProxyError error(ErrorType type, Delivery delivery, @Nullable Throwable cause) {
		return new ProxyError(type, delivery, this.reused, this.bytesWritten, this.response.bytesRead(), cause);
	}

	private Delivery delivery() {
		ChannelFuture head = this.head;
		// Half a head is no request: a peer cannot act on it.
		if (head == null || (head.isDone() && !head.isSuccess())) {
			return Delivery.NOT_SENT;
		}
		if (this.response.hasHead()) {
			return Delivery.RESPONDING;
		}
		return this.writes.isDelivered() ? Delivery.SENT : Delivery.PARTLY_SENT;
	}

	/**
	 * The response is complete. If the request is not, the rest of it is of no use.
	 * @param trailers the trailer fields
	 */
	void complete(HttpHeaders trailers) {
		PeerAttempt attempt = this.attempt;
		leave(this.writes.isDelivered() ? null : Http2Error.CANCEL);
		if (attempt != null) {
			attempt.complete(trailers);
		}
	}

	private void fail(ErrorType type, @Nullable Throwable cause) {
		fail(type, delivery(), cause, Http2Error.CANCEL);
	}

	/**
	 * Fails the attempt on a stream that has ended, or that somebody else ends.
	 * @param type what went wrong
	 * @param cause the exception that was observed, or {@code null}
	 */
	void ended(ErrorType type, @Nullable Throwable cause) {
		fail(type, delivery(), cause, null);
	}

	private void fail(ErrorType type, Delivery delivery, @Nullable Throwable cause, @Nullable Http2Error reset) {
		PeerAttempt attempt = this.attempt;
		if (attempt != null) {
			ProxyError error = error(type, delivery, cause);
			leave(reset);
			attempt.fail(error);
		}
	}

	/**
	 * The peer reset the stream. That it did not process the request is believed unless
	 * it has answered.
	 * @param code the code
	 */
	void resetByPeer(long code) {
		PeerResetException cause = new PeerResetException("RST_STREAM", code);
		boolean answered = this.response.isStarted();
		if (code == Http2Error.REFUSED_STREAM.code() && !answered) {
			fail(ErrorType.H2_REFUSED_STREAM, Delivery.REFUSED, cause, null);
		}
		else if (code == Http2Error.HTTP_1_1_REQUIRED.code() && !answered) {
			boolean downgraded = this.request != null && !Grpc.isRequest(this.request) && this.connection.downgrade();
			fail(downgraded ? ErrorType.HTTP_VERSION_REFUSED : ErrorType.H2_RESET, Delivery.REFUSED, cause, null);
		}
		else {
			ended(ErrorType.H2_RESET, cause);
		}
	}

	/**
	 * The peer will not process the stream.
	 * @param code the code of its GOAWAY
	 */
	void leftOut(long code) {
		Delivery delivery = this.response.isStarted() ? delivery() : Delivery.REFUSED;
		fail(ErrorType.H2_GOAWAY, delivery, new PeerResetException("GOAWAY", code), null);
	}

	/**
	 * The connection has come to its end.
	 */
	void connectionClosed() {
		ended(this.writes.isReset() ? ErrorType.CONNECTION_RESET : ErrorType.CONNECTION_CLOSED, null);
	}

	@Override
	public void abandon() {
		leave(Http2Error.CANCEL);
	}

	private void leave(@Nullable Http2Error reset) {
		this.attempt = null;
		this.limits.stop();
		this.connection.left(this, reset);
	}

	@Override
	public boolean isResponseDue() {
		return (this.writes.isDelivered() || this.writes.isFailed() || this.response.hasHead())
				&& this.response.isReading();
	}

	@Override
	public void timedOut(ErrorType type) {
		fail(type, null);
	}

	@Override
	public void idleExpired() {
		throw new IllegalStateException("A stream is never idle");
	}

}
