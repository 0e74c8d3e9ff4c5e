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

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.engine.ExchangeEngine;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * What can be the user's context.
 */
final class ContextType {

	private static final Set<String> CORE_PACKAGES = Set.of(Attempts.class.getPackageName(),
			FailureDecision.class.getPackageName(), ExchangeEngine.class.getPackageName(),
			ExchangeView.class.getPackageName(), ProxyError.class.getPackageName(), ProxyHooks.class.getPackageName(),
			ProxyRequest.class.getPackageName(), Peer.class.getPackageName(), FailoverPolicy.class.getPackageName());

	private ContextType() {
	}

	/**
	 * Returns whether a parameter of this type may be meant as the context.
	 * @param type the type of a parameter
	 * @return {@code false} if it is certainly meant as something else
	 */
	static boolean isCandidate(Class<?> type) {
		return type != Object.class && !type.isPrimitive() && !type.isArray() && !type.isEnum()
				&& !CharSequence.class.isAssignableFrom(type) && !Throwable.class.isAssignableFrom(type)
				&& !CORE_PACKAGES.contains(type.getPackageName());
	}

	/**
	 * Returns what makes contexts by the no-argument constructor.
	 * @param type the type
	 * @return the factory, or {@code null} if there is no such constructor that can be
	 * called
	 */
	static @Nullable ContextFactory constructorOf(Class<?> type) {
		if (Modifier.isAbstract(type.getModifiers())) {
			return null;
		}
		try {
			Constructor<?> constructor = type.getDeclaredConstructor();
			return constructor.trySetAccessible() ? (request) -> create(constructor) : null;
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	private static Object create(Constructor<?> constructor) {
		try {
			return constructor.newInstance();
		}
		catch (InvocationTargetException ex) {
			throw BeanMethod.<RuntimeException>unchecked(ex.getTargetException());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("Not allowed to call " + constructor, ex);
		}
	}

}
