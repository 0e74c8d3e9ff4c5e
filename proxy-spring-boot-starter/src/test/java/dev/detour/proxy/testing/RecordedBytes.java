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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Bytes that were received: all of them counted and summed, the first 16 MiB also kept.
 *
 * @since 0.1.0
 */
public final class RecordedBytes {

	private static final int KEPT = 16 * 1024 * 1024;

	private final byte[] bytes;

	private final long length;

	private final long crc32;

	private RecordedBytes(byte[] bytes, long length, long crc32) {
		this.bytes = bytes;
		this.length = length;
		this.crc32 = crc32;
	}

	/**
	 * Returns the number of bytes received, which may be more than were kept.
	 * @return the number of bytes received
	 */
	public long length() {
		return this.length;
	}

	/**
	 * Returns the CRC-32 over everything received.
	 * @return the CRC-32
	 */
	public long crc32() {
		return this.crc32;
	}

	/**
	 * Returns everything received, if not more than 16 MiB.
	 * @return a copy of the bytes
	 */
	public byte[] bytes() {
		if (this.bytes.length != this.length) {
			throw new IllegalStateException("Only the first 16 MiB of %d bytes were kept".formatted(this.length));
		}
		return this.bytes.clone();
	}

	/**
	 * Returns everything received as text, one character per byte.
	 * @return the text in ISO-8859-1
	 */
	public String text() {
		return new String(bytes(), StandardCharsets.ISO_8859_1);
	}

	@Override
	public String toString() {
		return (this.length <= 200) ? text() : this.length + " bytes";
	}

	/**
	 * Takes bytes in as they come.
	 */
	static final class Recorder {

		private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

		private final CRC32 crc32 = new CRC32();

		private long length;

		void append(byte[] bytes, int offset, int count) {
			this.kept.write(bytes, offset, Math.min(count, KEPT - this.kept.size()));
			this.crc32.update(bytes, offset, count);
			this.length += count;
		}

		RecordedBytes snapshot() {
			return new RecordedBytes(this.kept.toByteArray(), this.length, this.crc32.getValue());
		}

	}

}
