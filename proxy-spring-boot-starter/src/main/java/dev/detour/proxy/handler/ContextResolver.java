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

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * Finds out what the context of a handler is.
 */
final class ContextResolver {

	private final HandlerBean bean;

	private final HandlerProblems problems;

	ContextResolver(HandlerBean bean, HandlerProblems problems) {
		this.bean = bean;
		this.problems = problems;
	}

	/**
	 * Finds the context.
	 * @param phases the methods of each phase
	 * @return the context
	 */
	HandlerContext resolve(Map<HookType, List<AnnotatedMethod>> phases) {
		List<AnnotatedMethod> factories = phases.getOrDefault(HookType.NEW_CONTEXT, List.of());
		return factories.isEmpty() ? fromParameters(phases.values()) : fromFactory(factories.get(0));
	}

	private HandlerContext fromFactory(AnnotatedMethod method) {
		Class<?> type = method.returnType().resolve(Object.class);
		if (type == void.class || type == Void.class) {
			this.problems.add(method, "returns nothing", "Return the context");
			return HandlerContext.REPORTED;
		}
		if (ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
			this.problems.add(method, "returns " + type.getSimpleName() + ", but a context is not waited for",
					"Return the context itself, and look up what takes time in " + HookType.REQUEST);
			return HandlerContext.REPORTED;
		}
		BeanMethod factory = new BeanMethod(method.method(), this.bean.instance());
		int count = method.method().getParameterCount();
		return new HandlerContext((parameter) -> ClassUtils.isAssignable(parameter, type), (request) -> {
			@Nullable Object[] arguments = new @Nullable Object[count];
			Arrays.fill(arguments, request);
			return factory.invoke(arguments);
		});
	}

	private HandlerContext fromParameters(Collection<List<AnnotatedMethod>> phases) {
		Map<String, Class<?>> candidates = new TreeMap<>();
		phases.stream()
			.flatMap(List::stream)
			.flatMap((method) -> method.parameterTypes().stream())
			.filter(ContextType::isCandidate)
			.forEach((type) -> candidates.put(type.getName(), type));
		if (candidates.isEmpty()) {
			return HandlerContext.NONE;
		}
		List<Class<?>> types = candidates.values()
			.stream()
			.filter((type) -> ContextType.constructorOf(type) != null)
			.toList();
		if (types.size() == 1) {
			return new HandlerContext(types.get(0)::equals, ContextType.constructorOf(types.get(0)));
		}
		if (types.isEmpty()) {
			candidates.values().forEach(this::reportNoConstructor);
		}
		else {
			this.problems.add(
					"it has more than one context type: "
							+ String.join(", ", types.stream().map(Class::getName).toList()),
					"Use the same one in all methods; supported besides it are the types that each annotation names");
		}
		return HandlerContext.REPORTED;
	}

	private void reportNoConstructor(Class<?> type) {
		this.problems.add(
				"parameter type " + type.getName() + " is not one of Detour's, and cannot be the context type either:"
						+ " it has no constructor without arguments",
				"Add such a constructor (a class inside of another has to be static), add a method with "
						+ HookType.NEW_CONTEXT + " that returns the context, or use a supported parameter");
	}

}
