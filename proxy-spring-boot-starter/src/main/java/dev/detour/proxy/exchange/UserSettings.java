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

package dev.detour.proxy.exchange;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * What user code says about a request at once, without being waited for. If it fails to,
 * the exchange goes on without.
 */
final class UserSettings {

	private static final Logger logger = LoggerFactory.getLogger(UserSettings.class);

	private UserSettings() {
	}

	static FailoverPolicy policy(ProxyHooks<?> hooks, ClientRequest request, FailoverPolicy gateway) {
		try {
			FailoverPolicy policy = hooks.policy(request);
			return (policy != null) ? policy : gateway;
		}
		catch (RuntimeException ex) {
			logger.warn("{}: the limits of handler '{}' could not be had, those of the gateway apply", request,
					hooks.name(), ex);
			return gateway;
		}
	}

	static @Nullable ExchangeLimit limit(ProxyHooks<?> hooks, ClientRequest request) {
		try {
			return hooks.limit(request);
		}
		catch (RuntimeException ex) {
			logger.warn("{}: the limit of handler '{}' could not be had, that of the gateway applies", request,
					hooks.name(), ex);
			return null;
		}
	}

	static @Nullable Mirror mirror(ProxyHooks<?> hooks, ClientRequest request) {
		try {
			Mirror mirror = hooks.mirror(request);
			return (mirror != null && !request.isUpgrade()) ? mirror : null;
		}
		catch (RuntimeException ex) {
			logger.warn("{}: handler '{}' failed to say whether to mirror", request, hooks.name(), ex);
			return null;
		}
	}

}
