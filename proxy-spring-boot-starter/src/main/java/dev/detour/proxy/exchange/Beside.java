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

package dev.detour.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.upstream.UpstreamAttempt;

/**
 * What an attempt has for itself that begins beside another one, which uses what the
 * exchange has: a way to ask user code, and the content of the request, from its copy.
 *
 * @param <C> the type of the user's context
 */
final class Beside<C> implements ContentFilter.Sink {

	private final UserCode<C> userCode;

	private @Nullable UpstreamAttempt upstream;

	private @Nullable ContentFilter filter;

	Beside(UserCode<C> userCode) {
		this.userCode = userCode;
	}

	UserCode<C> userCode() {
		return this.userCode;
	}

	/**
	 * Sends the content, which must be {@linkplain RequestBody#isWhole() whole}.
	 * @param body the content
	 * @param upstream where to
	 * @param filter what the content goes through on its way, or {@code null}
	 */
	void send(RequestBody body, UpstreamAttempt upstream, @Nullable ContentFilter filter) {
		this.upstream = upstream;
		this.filter = filter;
		if (filter != null) {
			body.replay(filter::content, filter::end);
		}
		else {
			body.replay(upstream::write, upstream::end);
		}
	}

	/**
	 * Stops sending, and asking.
	 */
	void cancel() {
		if (this.filter != null) {
			this.filter.cancel();
		}
		this.userCode.moveOn();
	}

	@Override
	public void filtered(ByteBuf content) {
		if (this.upstream != null) {
			this.upstream.write(content);
		}
		else {
			content.release();
		}
	}

	@Override
	public void filteredLater() {
		if (this.upstream != null) {
			this.upstream.flush();
		}
	}

	@Override
	public void filteredEnd(HttpHeaders trailers) {
		if (this.upstream != null) {
			this.upstream.end(trailers);
		}
	}

}
