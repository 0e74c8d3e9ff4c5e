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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

import dev.detour.proxy.failure.ErrorType;

/**
 * A method with annotations of ours. Annotations of the method that is nearest in the
 * hierarchy count: an override with one replaces what it overrides, an override without
 * one inherits it.
 *
 * @param type the class of the bean
 * @param method the method
 * @param hooks the phases that the annotations name, at least one
 * @param errorTypes the errors to which the first annotation narrows the method
 */
record AnnotatedMethod(Class<?> type, Method method, List<HookType> hooks, List<ErrorType> errorTypes) {

	/**
	 * Finds the methods of a class, inherited ones included.
	 * @param type the class
	 * @return the methods, in the order of their descriptions
	 */
	static List<AnnotatedMethod> findAll(Class<?> type) {
		Map<Method, AnnotatedMethod> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<AnnotatedMethod>) (method) -> find(type, method));
		return methods.values()
			.stream()
			.sorted((one, other) -> one.description().compareTo(other.description()))
			.toList();
	}

	private static @Nullable AnnotatedMethod find(Class<?> type, Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		List<HookType> hooks = new ArrayList<>();
		List<ErrorType> errorTypes = List.of();
		int nearest = Integer.MAX_VALUE;
		for (HookType hook : HookType.values()) {
			MergedAnnotation<?> annotation = annotations.get(hook.annotation());
			if (annotation.isPresent() && annotation.getAggregateIndex() <= nearest) {
				if (annotation.getAggregateIndex() < nearest) {
					hooks.clear();
					nearest = annotation.getAggregateIndex();
				}
				hooks.add(hook);
				if (hooks.size() == 1) {
					errorTypes = errorTypes(hook, annotation);
				}
			}
		}
		return hooks.isEmpty() ? null : new AnnotatedMethod(type, method, hooks, errorTypes);
	}

	private static List<ErrorType> errorTypes(HookType hook, MergedAnnotation<?> annotation) {
		return hook.isNarrowable() ? List.of(annotation.getEnumArray(MergedAnnotation.VALUE, ErrorType.class))
				: List.of();
	}

	HookType hook() {
		return this.hooks.get(0);
	}

	/**
	 * Returns the types of the parameters, with the type variables of a generic
	 * superclass replaced.
	 * @return the types
	 */
	List<Class<?>> parameterTypes() {
		return IntStream.range(0, this.method.getParameterCount())
			.<Class<?>>mapToObj((i) -> ResolvableType.forMethodParameter(this.method, i, this.type)
				.resolve(this.method.getParameterTypes()[i]))
			.toList();
	}

	ResolvableType returnType() {
		return ResolvableType.forMethodReturnType(this.method, this.type);
	}

	/**
	 * Returns the method as messages name it.
	 * @return class, method and parameters, such as {@code Orders.peer(Tries)}
	 */
	String description() {
		String parameters = Arrays.stream(this.method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", "(", ")"));
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName() + parameters;
	}

}
