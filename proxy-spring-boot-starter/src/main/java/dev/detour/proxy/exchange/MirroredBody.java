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

import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.peer.Peer;

/**
 * The content of a request, as a copy of the request gets it, if there is one. The copy
 * takes no part in anything else.
 */
abstract class MirroredBody {

	private boolean asked;

	private @Nullable MirroredRequest mirrored;

	/**
	 * Begins a copy of the request, if there is to be one. Only when its head was sent
	 * for the first time: nothing of the content was read then.
	 * @param exchange the exchange
	 * @param head the head that was sent
	 * @param peer the peer that it was sent to
	 */
	final void mirror(ProxyExchange<?> exchange, AttemptHead head, Peer peer) {
		if (!this.asked) {
			this.asked = true;
			Mirror mirror = exchange.userCode().mirror();
			if (mirror != null) {
				this.mirrored = exchange.gateway().mirrors().begin(mirror, exchange, head, peer);
			}
		}
	}

	final void mirrorContent(ByteBuf piece) {
		if (this.mirrored != null) {
			this.mirrored.requestContent(piece);
		}
	}

	final void mirrorEnd(HttpHeaders trailers) {
		if (this.mirrored != null) {
			this.mirrored.requestEnd(trailers);
			this.mirrored = null;
		}
	}

	/**
	 * The exchange is over.
	 */
	final void mirrorOver() {
		if (this.mirrored != null) {
			this.mirrored.requestOver();
			this.mirrored = null;
		}
	}

}
