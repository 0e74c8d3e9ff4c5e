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

package dev.detour.proxy.source;

/**
 * A registry that knows the instances of services.
 *
 * @since 0.1.0
 */
public interface ServiceDiscovery {

	/**
	 * Prepares to look up the instances of a service.
	 * @param settings the service
	 * @return what looks them up
	 */
	PeerLookup lookup(SourceSettings.Instances settings);

	/**
	 * Adds what is to be done when the registry says that something has changed.
	 * @param task the task, which does not block
	 */
	void onChange(Runnable task);

}
