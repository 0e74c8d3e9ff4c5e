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

package dev.detour.proxy.server.webflux;

import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.ProxyRequest;

/**
 * The answer of an application whose orders are down.
 */
@RestController
class OrdersDown {

	@RequestMapping("/local/orders-down")
	String ordersDown(@RequestAttribute("proxy.error") ProxyError error,
			@RequestAttribute("proxy.attempts") Attempts attempts,
			@RequestAttribute("proxy.request") ProxyRequest request) {
		return (error.type() == ErrorType.READ_TIMEOUT) ? "Orders are slow." : "Orders are down.";
	}

}
