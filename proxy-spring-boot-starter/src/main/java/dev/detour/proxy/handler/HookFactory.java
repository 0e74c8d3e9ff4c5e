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

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.hook.Answer;

/**
 * Works out how the methods of a handler are called, and reports those that cannot be.
 */
final class HookFactory {

	private final HandlerBean bean;

	private final Predicate<Class<?>> isContext;

	private final @Nullable Executor executor;

	private final HandlerProblems problems;

	private final List<BeanMethod> created = new ArrayList<>();

	HookFactory(HandlerBean bean, Predicate<Class<?>> isContext, @Nullable Executor executor,
			HandlerProblems problems) {
		this.bean = bean;
		this.isContext = isContext;
		this.executor = executor;
		this.problems = problems;
	}

	/**
	 * Makes the hook of a phase.
	 * @param type the phase
	 * @param methods the methods of the phase, at least one
	 * @return the hook, of no use if a problem was reported
	 */
	Hook create(HookType type, List<AnnotatedMethod> methods) {
		if (type.isNarrowable()) {
			return narrowed(type, methods);
		}
		return methods.stream().map((method) -> create(type, method)).toList().get(0);
	}

	/**
	 * Returns the methods that the hooks call.
	 * @return the methods
	 */
	List<BeanMethod> created() {
		return this.created;
	}

	private Hook narrowed(HookType type, List<AnnotatedMethod> methods) {
		Map<ErrorType, Hook> hooks = new EnumMap<>(ErrorType.class);
		Map<ErrorType, AnnotatedMethod> owners = new EnumMap<>(ErrorType.class);
		AnnotatedMethod catchAllOwner = null;
		Hook catchAll = null;
		for (AnnotatedMethod method : methods) {
			Hook hook = create(type, method);
			if (method.errorTypes().isEmpty()) {
				if (catchAllOwner != null) {
					this.problems.add(method,
							"is called for all errors of " + type + ", and so is " + catchAllOwner.description(),
							"Keep one of them, or name the types of errors");
				}
				catchAllOwner = method;
				catchAll = hook;
			}
			for (ErrorType error : Set.copyOf(method.errorTypes())) {
				checkErrorType(type, method, error, owners.put(error, method));
				hooks.put(error, hook);
			}
		}
		return new NarrowedHook(hooks, catchAll);
	}

	private void checkErrorType(HookType type, AnnotatedMethod method, ErrorType error,
			@Nullable AnnotatedMethod owner) {
		if (owner != null) {
			this.problems.add(method, "names " + error + " in " + type + ", and so does " + owner.description(),
					"Name it in one of them");
		}
		if (!type.errorTypes().contains(error)) {
			this.problems.add(method, "names " + error + ", which cannot occur in " + type,
					"Name only some of " + type.errorTypes());
		}
	}

	private Hook create(HookType type, AnnotatedMethod method) {
		BeanMethod target = new BeanMethod(method.method(), this.bean.instance());
		this.created.add(target);
		HookParameter[] parameters = parameters(type, method);
		if (type == HookType.NEW_CONTEXT) {
			return new HookMethod(target, parameters, Answer::of);
		}
		HookResult result = HookResult.of(method.returnType(), type);
		if (result == null) {
			this.problems.add(method, "returns " + method.returnType() + ", which " + type + " does not support",
					"Return " + supportedResults(type));
			return (call) -> Answer.none();
		}
		HookMethod hook = new HookMethod(target, parameters, result);
		return (this.executor != null) ? new BlockingHook(hook, this.executor) : hook;
	}

	private HookParameter[] parameters(HookType type, AnnotatedMethod method) {
		List<Class<?>> types = method.parameterTypes();
		HookParameter[] parameters = new HookParameter[types.size()];
		for (int i = 0; i < parameters.length; i++) {
			HookParameter own = HookParameter.of(types.get(i));
			HookParameter parameter = (own == null && this.isContext.test(types.get(i))) ? HookParameter.CONTEXT : own;
			if (parameter == null || !type.supports(parameter)) {
				this.problems.add(method,
						"parameter %d of type %s is not supported by %s (supported: %s)".formatted(i,
								types.get(i).getName(), type, type.supportedParameters()),
						"Remove it, or use a supported one");
			}
			else {
				parameters[i] = parameter;
			}
		}
		HookParameter required = type.requiredParameter();
		if (required != null && types.stream().map(HookParameter::of).noneMatch((own) -> own == required)) {
			this.problems.add(method, "has no parameter of type " + required, "Add one");
		}
		return parameters;
	}

	private static String supportedResults(HookType type) {
		if (type.result() == Void.class) {
			return "nothing, Mono<Void> or CompletionStage<Void>";
		}
		String name = type.result().getSimpleName();
		String results = "%s, Mono<%s> or CompletionStage<%s>".formatted(name, name, name);
		return type.allowsNoResult() ? results + ", or nothing" : results;
	}

}
