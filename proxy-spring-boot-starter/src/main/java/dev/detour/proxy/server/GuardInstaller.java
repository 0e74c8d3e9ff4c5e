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

import io.netty.channel.Channel;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;

/**
 * Installs a guard on every connection of a server.
 */
final class GuardInstaller implements ConnectionObserver {

	private static final String NAME = "detour.guard";

	@Override
	public void onStateChange(Connection connection, State state) {
		if (state == State.CONNECTED) {
			Channel channel = connection.channel();
			if (channel.pipeline().get(NettyPipeline.HttpTrafficHandler) != null) {
				ServerGuard guard = new ServerGuard(channel);
				channel.attr(ServerGuard.KEY).set(guard);
				channel.pipeline().addBefore(NettyPipeline.HttpTrafficHandler, NAME, guard);
			}
		}
	}

}
