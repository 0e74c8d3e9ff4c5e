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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.hook.Phase;

/**
 * Makes hooks of the annotated methods of a bean. All reflection happens here, once.
 */
final class AnnotatedHooksFactory {

	private final Supplier<Executor> executor;

	/**
	 * Creates the factory.
	 * @param executor supplies what runs the methods of handlers that may block
	 */
	AnnotatedHooksFactory(Supplier<Executor> executor) {
		this.executor = executor;
	}

	/**
	 * Makes the hooks of a handler.
	 * @param bean the handler
	 * @param problems told what is wrong with it
	 * @return the hooks, of no use if a problem was reported
	 */
	AnnotatedHooks create(HandlerBean bean, HandlerProblems problems) {
		Map<HookType, List<AnnotatedMethod>> methods = new HookMethods(bean, problems).find();
		HandlerContext context = new ContextResolver(bean, problems).resolve(methods);
		HookFactory factory = new HookFactory(bean, context.accepts(), executorOf(bean), problems);
		Map<Phase, Hook> hooks = new EnumMap<>(Phase.class);
		Map<Phase, List<String>> descriptions = new EnumMap<>(Phase.class);
		methods.forEach((type, candidates) -> {
			hooks.put(type.phase(), factory.create(type, candidates));
			descriptions.put(type.phase(), candidates.stream().map(AnnotatedHooksFactory::describe).toList());
		});
		if (bean.available() && problems.all().isEmpty()) {
			factory.created().forEach(BeanMethod::bind);
		}
		return new AnnotatedHooks(bean.name(), context.factory(), hooks, descriptions);
	}

	private static String describe(AnnotatedMethod method) {
		List<String> errors = method.errorTypes().stream().map(ErrorType::id).toList();
		return method.description() + (errors.isEmpty() ? "" : " on " + String.join(", ", errors));
	}

	private @Nullable Executor executorOf(HandlerBean bean) {
		return bean.annotation().blocking() ? this.executor.get() : null;
	}

}
