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

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Bodies of any size, which are never in memory as a whole: a pattern that repeats after
 * a prime number of bytes, so that lost, doubled or swapped blocks change the checksum.
 *
 * @since 0.1.0
 */
public final class GeneratedBody {

	private static final int PERIOD = 65_521;

	private static final byte[] PATTERN = pattern();

	private final byte[] block;

	private final long size;

	private GeneratedBody(byte[] block, long size) {
		this.block = block;
		this.size = size;
	}

	/**
	 * Returns the checksum of the generated body of this size.
	 * @param size the number of bytes
	 * @return the CRC-32
	 */
	public static long crc32(long size) {
		CRC32 crc32 = new CRC32();
		try {
			ofSize(size).writeTo(crc32::update);
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return crc32.getValue();
	}

	static GeneratedBody ofSize(long size) {
		return new GeneratedBody(PATTERN, size);
	}

	static GeneratedBody of(byte[] bytes) {
		return new GeneratedBody(bytes.clone(), bytes.length);
	}

	/**
	 * Returns some of the bytes from an offset in the generated body, and all up to its
	 * end if there are few.
	 */
	static byte[] slice(long offset, long atMost) {
		int from = (int) (offset % PERIOD);
		return Arrays.copyOfRange(PATTERN, from, (int) Math.min(PERIOD, from + atMost));
	}

	private static byte[] pattern() {
		byte[] pattern = new byte[PERIOD];
		for (int i = 0; i < PERIOD; i++) {
			pattern[i] = (byte) ('!' + (i * 7 + i / 94) % 94);
		}
		return pattern;
	}

	long size() {
		return this.size;
	}

	void writeTo(Sink sink) throws IOException, InterruptedException {
		for (long left = this.size; left > 0; left -= this.block.length) {
			sink.write(this.block, 0, (int) Math.min(left, this.block.length));
		}
	}

	/**
	 * Where bytes go.
	 */
	@FunctionalInterface
	interface Sink {

		void write(byte[] bytes, int offset, int count) throws IOException, InterruptedException;

	}

}
