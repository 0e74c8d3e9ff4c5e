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

package dev.detour.proxy.grpc;

import io.grpc.testing.integration.AbstractInteropTest;

/**
 * The interoperability tests of gRPC, as grpc-java has them.
 */
enum InteropCase {

	EMPTY_UNARY(AbstractInteropTest::emptyUnary),

	LARGE_UNARY(AbstractInteropTest::largeUnary),

	CLIENT_STREAMING(AbstractInteropTest::clientStreaming),

	SERVER_STREAMING(AbstractInteropTest::serverStreaming),

	PING_PONG(AbstractInteropTest::pingPong),

	EMPTY_STREAM(AbstractInteropTest::emptyStream),

	CANCEL_AFTER_BEGIN(AbstractInteropTest::cancelAfterBegin),

	CANCEL_AFTER_FIRST_RESPONSE(AbstractInteropTest::cancelAfterFirstResponse),

	TIMEOUT_ON_SLEEPING_SERVER(AbstractInteropTest::timeoutOnSleepingServer),

	SPECIAL_STATUS_MESSAGE(AbstractInteropTest::specialStatusMessage),

	UNIMPLEMENTED_METHOD(AbstractInteropTest::unimplementedMethod),

	UNIMPLEMENTED_SERVICE((test) -> test.unimplementedService()),

	STATUS_CODE_AND_MESSAGE(AbstractInteropTest::statusCodeAndMessage),

	CUSTOM_METADATA(AbstractInteropTest::customMetadata),

	SERVER_COMPRESSED_UNARY(AbstractInteropTest::serverCompressedUnary),

	SERVER_COMPRESSED_STREAMING(AbstractInteropTest::serverCompressedStreaming),

	FULL_DUPLEX(AbstractInteropTest::fullDuplexCallShouldSucceed),

	HALF_DUPLEX(AbstractInteropTest::halfDuplexCallShouldSucceed),

	SERVER_STREAMING_IS_FLOW_CONTROLLED(AbstractInteropTest::serverStreamingShouldBeFlowControlled),

	DEADLINE_EXCEEDED(AbstractInteropTest::deadlineExceeded),

	DEADLINE_EXCEEDED_SERVER_STREAMING(AbstractInteropTest::deadlineExceededServerStreaming);

	private final Run run;

	InteropCase(Run run) {
		this.run = run;
	}

	void run(AbstractInteropTest test) throws Exception {
		this.run.with(test);
	}

	/**
	 * Runs one case.
	 */
	@FunctionalInterface
	private interface Run {

		void with(AbstractInteropTest test) throws Exception;

	}

}
