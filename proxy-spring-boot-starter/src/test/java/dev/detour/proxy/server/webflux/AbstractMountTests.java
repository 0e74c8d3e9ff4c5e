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

package dev.detour.proxy.server.webflux;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import dev.detour.proxy.testing.TestGateway;

/**
 * A gateway with each mount, and for each test an upstream and a connection.
 */
abstract class AbstractMountTests extends AbstractExchangeTests {

	static final int MIB = 1024 * 1024;

	static TestGateway gateway;

	static Peers peers;

	@Parameter
	Mount mount;

	@BeforeParameterizedClassInvocation
	static void startGateway(Mount mount) {
		gateway = mount.start(ProxyApp.class);
		peers = gateway.bean(Peers.class);
	}

	@AfterParameterizedClassInvocation
	static void stopGateway() {
		gateway.close();
	}

	@Override
	int use(int port) {
		peers.use(port);
		return gateway.port();
	}

	static long usedMemory() {
		return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
	}

}
