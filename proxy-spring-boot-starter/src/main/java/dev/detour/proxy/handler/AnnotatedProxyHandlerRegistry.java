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
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.detour.proxy.annotation.ProxyHandler;

/**
 * Finds the {@link ProxyHandler @ProxyHandler} beans of an application. It has them once
 * all singletons exist, which is before the application takes requests; until then it
 * matches nothing. A handler that is lazy is created by its first exchange.
 *
 * @since 0.1.0
 */
public final class AnnotatedProxyHandlerRegistry implements ProxyHandlerRegistry, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Supplier<Executor> blockingExecutor;

	private final UnaryOperator<List<HandlerMapping>> policies;

	private volatile HandlerTable table = HandlerTable.EMPTY;

	/**
	 * Creates the registry.
	 * @param beanFactory has the handlers
	 * @param blockingExecutor supplies what runs the methods of handlers that may block;
	 * not asked if there is no such handler
	 */
	public AnnotatedProxyHandlerRegistry(ConfigurableListableBeanFactory beanFactory,
			Supplier<Executor> blockingExecutor) {
		this(beanFactory, blockingExecutor, UnaryOperator.identity());
	}

	/**
	 * Creates the registry.
	 * @param beanFactory has the handlers
	 * @param blockingExecutor supplies what runs the methods of handlers that may block;
	 * not asked if there is no such handler
	 * @param policies puts policies behind the handlers that were found
	 */
	public AnnotatedProxyHandlerRegistry(ConfigurableListableBeanFactory beanFactory,
			Supplier<Executor> blockingExecutor, UnaryOperator<List<HandlerMapping>> policies) {
		this.policies = policies;
		this.beanFactory = beanFactory;
		this.blockingExecutor = blockingExecutor;
	}

	/**
	 * Finds the handlers.
	 * @throws InvalidProxyHandlerException with all problems of all handlers
	 */
	@Override
	public void afterSingletonsInstantiated() {
		List<HandlerProblem> problems = new ArrayList<>();
		AnnotatedHooksFactory factory = new AnnotatedHooksFactory(this.blockingExecutor);
		List<HandlerMapping> mappings = new ArrayList<>();
		for (HandlerBean bean : new HandlerDiscovery(this.beanFactory, problems).find()) {
			HandlerProblems problemsOfBean = new HandlerProblems(bean.name());
			AnnotatedHooks hooks = factory.create(bean, problemsOfBean);
			HandlerMapping mapping = mapping(bean, hooks, problemsOfBean);
			if (mapping != null) {
				mappings.add(mapping);
			}
			problems.addAll(problemsOfBean.all());
		}
		HandlerTable found = HandlerTable.of(mappings, problems);
		if (!problems.isEmpty()) {
			throw new InvalidProxyHandlerException(problems);
		}
		List<HandlerMapping> ruled = this.policies.apply(mappings);
		this.table = (ruled != mappings) ? HandlerTable.of(ruled) : found;
	}

	private @Nullable HandlerMapping mapping(HandlerBean bean, AnnotatedHooks hooks, HandlerProblems problems) {
		ProxyHandler annotation = bean.annotation();
		try {
			List<String> paths = resolve(annotation.path());
			if (paths.isEmpty()) {
				problems.add("it has no path", "Name one, or leave the path out for all paths");
				return null;
			}
			return new HandlerMapping(bean.name(), hooks, paths, resolve(annotation.host()),
					new LinkedHashSet<>(resolve(annotation.methods())), bean.order());
		}
		catch (IllegalArgumentException ex) {
			problems.add("its path, host or methods cannot be resolved: " + ex.getMessage(),
					"Define the property, or give the placeholder a default");
			return null;
		}
	}

	private List<String> resolve(String[] values) {
		return Arrays.stream(values).map(this::resolve).toList();
	}

	private String resolve(String value) {
		String resolved = this.beanFactory.resolveEmbeddedValue(value);
		return (resolved != null) ? resolved : value;
	}

	@Override
	public @Nullable HandlerMatch match(String method, String host, String path) {
		return this.table.match(method, host, path);
	}

	@Override
	public List<HandlerMapping> mappings() {
		return this.table.mappings();
	}

}
