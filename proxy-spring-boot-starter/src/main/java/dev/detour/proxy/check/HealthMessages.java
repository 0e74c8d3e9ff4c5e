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

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The messages of {@code grpc.health.v1.Health/Check}, each in the frame that gRPC puts
 * around a message: {@code HealthCheckRequest} with the service as its field 1, and
 * {@code HealthCheckResponse} with the status as its field 1.
 */
final class HealthMessages {

	static final String METHOD = "/grpc.health.v1.Health/Check";

	private static final int SERVING = 1;

	private static final int FIELD = 1;

	private static final int VARINT = 0;

	private static final int EIGHT_BYTES = 1;

	private static final int WITH_LENGTH = 2;

	private static final int FOUR_BYTES = 5;

	/** Of the frame: whether the message is compressed, and its length. */
	private static final int PREFIX = 1 + Integer.BYTES;

	private HealthMessages() {
	}

	static byte[] request(String service) {
		byte[] name = service.getBytes(StandardCharsets.UTF_8);
		ByteBuffer message = ByteBuffer.allocate(PREFIX + 1 + Integer.BYTES + 1 + name.length).position(PREFIX);
		if (name.length > 0) {
			message.put((byte) (FIELD << 3 | WITH_LENGTH));
			writeVarint(message, name.length);
			message.put(name);
		}
		message.putInt(1, message.position() - PREFIX).flip();
		byte[] framed = new byte[message.remaining()];
		message.get(framed);
		return framed;
	}

	private static void writeVarint(ByteBuffer target, int value) {
		int rest = value;
		while (rest > 0x7f) {
			target.put((byte) (rest & 0x7f | 0x80));
			rest >>>= 7;
		}
		target.put((byte) rest);
	}

	/**
	 * Returns whether a response says that the service is serving.
	 * @param content all of the content
	 * @return {@code false} also if it is no such response
	 */
	static boolean isServing(byte[] content) {
		ByteBuffer message = ByteBuffer.wrap(content);
		try {
			return message.get() == 0 && message.getInt() == message.remaining() && status(message) == SERVING;
		}
		catch (BufferUnderflowException ex) {
			return false;
		}
	}

	private static long status(ByteBuffer message) {
		long status = 0;
		while (message.hasRemaining()) {
			long tag = readVarint(message);
			long value = 0;
			switch ((int) (tag & 7)) {
				case VARINT -> value = readVarint(message);
				case EIGHT_BYTES -> skip(message, Long.BYTES);
				case WITH_LENGTH -> skip(message, readVarint(message));
				case FOUR_BYTES -> skip(message, Integer.BYTES);
				default -> throw new BufferUnderflowException();
			}
			if (tag == (FIELD << 3 | VARINT)) {
				status = value;
			}
		}
		return status;
	}

	private static void skip(ByteBuffer message, long bytes) {
		if (bytes < 0 || bytes > message.remaining()) {
			throw new BufferUnderflowException();
		}
		message.position(message.position() + (int) bytes);
	}

	private static long readVarint(ByteBuffer message) {
		long value = 0;
		for (int shift = 0; shift < Long.SIZE; shift += 7) {
			byte next = message.get();
			value |= (next & 0x7fL) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw new BufferUnderflowException();
	}

}
