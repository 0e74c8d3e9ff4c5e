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

package dev.detour.proxy.handler;

import java.util.List;
import java.util.concurrent.Executor;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import dev.detour.proxy.hook.ProxyHooks;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Adapts handlers without an application context.
 */
final class TestHandlers {

	static final Executor REFUSED = (task) -> {
		throw new IllegalStateException("No executor expected");
	};

	private TestHandlers() {
	}

	@SuppressWarnings("unchecked")
	static ProxyHooks<Object> hooks(Object handler) {
		return (ProxyHooks<Object>) registry(REFUSED, handler).mappings().get(0).hooks();
	}

	@SuppressWarnings("unchecked")
	static ProxyHooks<Object> hooks(Object handler, Executor executor) {
		return (ProxyHooks<Object>) registry(executor, handler).mappings().get(0).hooks();
	}

	static List<HandlerProblem> problems(Object... handlers) {
		InvalidProxyHandlerException ex = catchThrowableOfType(InvalidProxyHandlerException.class,
				() -> registry(Runnable::run, handlers));
		return (ex != null) ? ex.getProblems() : List.of();
	}

	static ProxyHandlerRegistry registry(Executor executor, Object... handlers) {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		for (int i = 0; i < handlers.length; i++) {
			beanFactory.registerSingleton("handler" + i, handlers[i]);
		}
		AnnotatedProxyHandlerRegistry registry = new AnnotatedProxyHandlerRegistry(beanFactory, () -> executor);
		registry.afterSingletonsInstantiated();
		return registry;
	}

}
