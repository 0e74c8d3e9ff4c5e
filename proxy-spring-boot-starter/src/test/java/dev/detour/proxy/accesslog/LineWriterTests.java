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

package dev.detour.proxy.accesslog;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.detour.proxy.testing.InheritedLogLevels;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LineWriter}.
 */
@ExtendWith({ InheritedLogLevels.class, OutputCaptureExtension.class })
class LineWriterTests {

	private final List<Integer> written = new CopyOnWriteArrayList<>();

	@Test
	void entriesWhenClosedAreAllWrittenInOrder() {
		try (LineWriter<Integer> writer = new LineWriter<>("test", 10_000, this.written::add)) {
			IntStream.range(0, 10_000).forEach(writer::write);
		}
		assertThat(this.written).containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
	}

	@Test
	void entriesWhenQueueIsFullAreDroppedCountedAndReported(CapturedOutput output) throws InterruptedException {
		CountDownLatch writing = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		LineWriter<Integer> writer = new LineWriter<>("test", 2, (entry) -> {
			writing.countDown();
			await(release);
			this.written.add(entry);
		});
		writer.write(0);
		writing.await();
		IntStream.rangeClosed(1, 5).forEach(writer::write);
		assertThat(writer.dropped()).isEqualTo(3);
		release.countDown();
		writer.close();
		assertThat(this.written).containsExactly(0, 1, 2);
		assertThat(output).containsOnlyOnce("3 lines of the access log were dropped");
	}

	@Test
	void entriesWhenOneCannotBeWrittenGoOn(CapturedOutput output) {
		try (LineWriter<Integer> writer = new LineWriter<>("test", 10, (entry) -> this.written.add(10 / entry))) {
			writer.write(0);
			writer.write(5);
		}
		assertThat(this.written).containsExactly(2);
		assertThat(output).contains("A line of the access log could not be written");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
