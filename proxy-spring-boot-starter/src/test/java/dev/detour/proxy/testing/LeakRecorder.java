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

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;

/**
 * Makes leak detectors that record what they report.
 */
final class LeakRecorder {

	private static final int GC_ROUNDS = 2;

	private static final long GC_MILLIS = 2000;

	private final Queue<RecordingDetector> detectors = new ConcurrentLinkedQueue<>();

	private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

	/**
	 * Lets all detectors that Netty makes from now on record their leaks here.
	 */
	static LeakRecorder install() {
		LeakRecorder recorder = new LeakRecorder();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(recorder.new RecordingFactory());
		return recorder;
	}

	ResourceLeakDetector<Object> newDetector(Class<?> resourceType) {
		RecordingDetector detector = new RecordingDetector(resourceType);
		this.detectors.add(detector);
		return detector;
	}

	boolean detects(Class<?> resourceType) {
		return this.detectors.stream().anyMatch((detector) -> detector.resourceType == resourceType);
	}

	/**
	 * Collects the garbage, and returns the leaks that came to light since the last time.
	 */
	List<String> takeLeaks() {
		for (int round = 0; round < GC_ROUNDS; round++) {
			collectGarbage();
		}
		this.detectors.forEach(RecordingDetector::flush);
		List<String> taken = new ArrayList<>();
		for (String leak = this.leaks.poll(); leak != null; leak = this.leaks.poll()) {
			taken.add(leak);
		}
		return taken;
	}

	private static void collectGarbage() {
		ReferenceQueue<Object> queue = new ReferenceQueue<>();
		WeakReference<Object> canary = new WeakReference<>(new Object(), queue);
		System.gc();
		try {
			if (queue.remove(GC_MILLIS) != canary) {
				throw new IllegalStateException("The garbage was not collected: leaks cannot be told");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private final class RecordingDetector extends ResourceLeakDetector<Object> {

		private final Class<?> resourceType;

		RecordingDetector(Class<?> resourceType) {
			super(resourceType, 1);
			this.resourceType = resourceType;
		}

		/**
		 * Reports what is known to be garbage, which happens only when something is
		 * tracked.
		 */
		void flush() {
			Object tracked = new Object();
			ResourceLeakTracker<Object> tracker = track(tracked);
			if (tracker != null) {
				tracker.close(tracked);
			}
		}

		@Override
		protected boolean needReport() {
			return true;
		}

		@Override
		protected void reportTracedLeak(String resourceType, String records) {
			LeakRecorder.this.leaks.add(resourceType + records);
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			LeakRecorder.this.leaks.add(resourceType);
		}

	}

	private final class RecordingFactory extends ResourceLeakDetectorFactory {

		@Override
		@Deprecated
		@SuppressWarnings("unchecked")
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			return (ResourceLeakDetector<T>) newDetector(resource);
		}

	}

}
