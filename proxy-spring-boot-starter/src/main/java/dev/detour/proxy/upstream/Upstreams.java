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

import io.netty.channel.EventLoop;

import dev.detour.proxy.engine.ConnectionChoice;
import dev.detour.proxy.peer.Peer;

/**
 * The way to peers.
 *
 * @since 0.1.0
 */
public interface Upstreams {

	/**
	 * Prepares one attempt at a peer. Nothing happens before
	 * {@link UpstreamAttempt#start()}.
	 * @param peer the peer
	 * @param choice which connection may be used
	 * @param eventLoop where the attempt lives; called from there only
	 * @param listener told what happens, on the event loop
	 * @return the attempt
	 */
	UpstreamAttempt prepare(Peer peer, ConnectionChoice choice, EventLoop eventLoop, AttemptListener listener);

}
