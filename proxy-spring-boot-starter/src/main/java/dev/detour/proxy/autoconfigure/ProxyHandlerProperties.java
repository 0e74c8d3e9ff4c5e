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

package dev.detour.proxy.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of proxy handlers.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("proxy.handlers")
public class ProxyHandlerProperties {

	private final Blocking blocking = new Blocking();

	public Blocking getBlocking() {
		return this.blocking;
	}

	/**
	 * Properties of handlers that may block.
	 */
	public static class Blocking {

		/**
		 * Maximum number of methods of blocking handlers that run at the same time, on
		 * virtual threads if these are enabled.
		 */
		private int maxThreads = 200;

		/**
		 * Maximum number of calls that wait for a thread. Further ones fail at once. Does
		 * not apply to virtual threads, for which nothing waits.
		 */
		private int queueCapacity = 200;

		/**
		 * Time after which an idle thread ends. Does not apply to virtual threads.
		 */
		private Duration keepAlive = Duration.ofSeconds(60);

		public int getMaxThreads() {
			return this.maxThreads;
		}

		public void setMaxThreads(int maxThreads) {
			this.maxThreads = maxThreads;
		}

		public int getQueueCapacity() {
			return this.queueCapacity;
		}

		public void setQueueCapacity(int queueCapacity) {
			this.queueCapacity = queueCapacity;
		}

		public Duration getKeepAlive() {
			return this.keepAlive;
		}

		public void setKeepAlive(Duration keepAlive) {
			this.keepAlive = keepAlive;
		}

	}

}
