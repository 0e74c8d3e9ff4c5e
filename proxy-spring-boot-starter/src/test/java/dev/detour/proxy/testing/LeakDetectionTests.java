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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeakDetection}.
 */
class LeakDetectionTests {

	private final LeakRecorder recorder = new LeakRecorder();

	private final ResourceLeakDetector<Object> detector = this.recorder.newDetector(StringBuilder.class);

	@Test
	void recorderWhenResourceIsLostTellsWhereItWas() {
		lose();
		assertThat(this.recorder.takeLeaks()).singleElement()
			.asString()
			.startsWith("StringBuilder")
			.contains("last seen here");
		assertThat(this.recorder.takeLeaks()).isEmpty();
	}

	private void lose() {
		this.detector.track(new StringBuilder()).record("last seen here");
	}

	@Test
	void recorderWhenResourceIsClosedHasNoLeak() {
		Object resource = new StringBuilder();
		ResourceLeakTracker<Object> tracker = this.detector.track(resource);
		tracker.close(resource);
		assertThat(this.recorder.takeLeaks()).isEmpty();
	}

	@Test
	void detectionWhenBuffersAreAllocatedWatchesThem() {
		ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer();
		buffer.release();
		assertThat(LeakDetection.RECORDER.detects(ByteBuf.class)).isTrue();
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
	}

}
