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
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;

/**
 * Sorts the annotated methods of a handler into phases and reports those that can be of
 * no use, whatever their parameters.
 */
final class HookMethods {

	private final HandlerBean bean;

	private final HandlerProblems problems;

	HookMethods(HandlerBean bean, HandlerProblems problems) {
		this.bean = bean;
		this.problems = problems;
	}

	/**
	 * Finds the methods.
	 * @return the methods of each phase
	 */
	Map<HookType, List<AnnotatedMethod>> find() {
		Map<HookType, List<AnnotatedMethod>> phases = new EnumMap<>(HookType.class);
		for (AnnotatedMethod method : AnnotatedMethod.findAll(this.bean.type())) {
			method.hooks().forEach((hook) -> phases.computeIfAbsent(hook, (key) -> new ArrayList<>()).add(method));
			checkModifiers(method);
			if (method.hooks().size() > 1) {
				this.problems.add(method, "has more than one annotation: " + method.hooks(),
						"Write one method for each");
			}
		}
		if (!phases.containsKey(HookType.UPSTREAM_PEER)) {
			this.problems.add("it has no method with " + HookType.UPSTREAM_PEER,
					"Add one that returns the Peer to go to");
		}
		phases.forEach(this::checkCount);
		return phases;
	}

	private void checkCount(HookType hook, List<AnnotatedMethod> methods) {
		if (methods.size() > 1 && !hook.isNarrowable()) {
			this.problems.add(
					"it has %d methods with %s: %s".formatted(methods.size(), hook,
							String.join(", ", methods.stream().map(AnnotatedMethod::description).toList())),
					"Keep one of them");
		}
	}

	private void checkModifiers(AnnotatedMethod annotated) {
		Method method = annotated.method();
		if (Modifier.isStatic(method.getModifiers())) {
			this.problems.add(annotated, "is static", "Remove 'static'");
		}
		else if (isHiddenByClassProxy(method)) {
			this.problems.add(annotated,
					"is private or final, and the bean is a proxy, which can't pass the call on to the handler",
					"Remove 'private' or 'final'");
		}
		else {
			checkInvocable(annotated);
		}
	}

	private boolean isHiddenByClassProxy(Method method) {
		Class<?> type = this.bean.invocableType();
		boolean classProxy = SpringProxy.class.isAssignableFrom(type) && !Proxy.isProxyClass(type);
		return classProxy && (Modifier.isPrivate(method.getModifiers()) || Modifier.isFinal(method.getModifiers()));
	}

	private void checkInvocable(AnnotatedMethod annotated) {
		try {
			AopUtils.selectInvocableMethod(annotated.method(), this.bean.invocableType());
		}
		catch (IllegalStateException ex) {
			this.problems.add(annotated, "is in no interface of the bean, which is a JDK proxy",
					"Declare it in an interface, or proxy the class ('proxyTargetClass = true')");
		}
	}

}
