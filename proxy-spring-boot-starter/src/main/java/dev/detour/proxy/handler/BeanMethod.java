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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean. The bean is looked up when the method is bound, or else called for
 * the first time.
 */
final class BeanMethod {

	private final Method method;

	private final Supplier<Object> bean;

	private @Nullable Target target;

	BeanMethod(Method method, Supplier<Object> bean) {
		this.method = method;
		this.bean = bean;
	}

	/**
	 * Looks the bean up.
	 * @return what to call
	 * @throws IllegalStateException if the bean is a proxy that does not have the method
	 */
	Target bind() {
		// Threads that bind at the same time do so with the same result
		Target bound = this.target;
		if (bound == null) {
			Object instance = this.bean.get();
			Method invocable = AopUtils.selectInvocableMethod(this.method, instance.getClass());
			ReflectionUtils.makeAccessible(invocable);
			bound = new Target(instance, invocable);
			this.target = bound;
		}
		return bound;
	}

	@Nullable Object invoke(@Nullable Object[] arguments) {
		Target bound = bind();
		try {
			return bound.method().invoke(bound.bean(), arguments);
		}
		catch (InvocationTargetException ex) {
			throw BeanMethod.<RuntimeException>unchecked(ex.getTargetException());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException("Not allowed to call " + bound.method(), ex);
		}
	}

	/**
	 * Lets a checked exception of user code through as it is.
	 * @param <E> what the compiler takes the exception for
	 * @param exception the exception
	 * @return never
	 * @throws E the exception
	 */
	@SuppressWarnings("unchecked")
	static <E extends Throwable> E unchecked(Throwable exception) throws E {
		throw (E) exception;
	}

	/**
	 * What to call.
	 *
	 * @param bean the bean, or its proxy
	 * @param method a method that this object has
	 */
	record Target(Object bean, Method method) {

	}

}
