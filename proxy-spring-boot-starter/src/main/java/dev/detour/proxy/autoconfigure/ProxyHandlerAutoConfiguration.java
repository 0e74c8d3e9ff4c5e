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

package dev.detour.proxy.autoconfigure;

import java.util.concurrent.Executor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.autoconfigure.ProxyHandlerProperties.Blocking;
import dev.detour.proxy.autoconfigure.route.HandlerPolicies;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.handler.AnnotatedProxyHandlerRegistry;
import dev.detour.proxy.handler.ProxyHandlerRegistry;

/**
 * Auto-configuration for {@link ProxyHandler @ProxyHandler} beans.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@EnableConfigurationProperties(ProxyHandlerProperties.class)
public final class ProxyHandlerAutoConfiguration {

	/**
	 * Name of the executor that runs the methods of blocking handlers.
	 */
	static final String EXECUTOR_BEAN_NAME = "proxyHandlerExecutor";

	private static final String THREAD_NAME_PREFIX = "proxy-handler-";

	@Bean
	@ConditionalOnMissingBean(value = ProxyHandlerRegistry.class, search = SearchStrategy.CURRENT)
	AnnotatedProxyHandlerRegistry proxyHandlerRegistry(ConfigurableListableBeanFactory beanFactory,
			@Qualifier(EXECUTOR_BEAN_NAME) ObjectProvider<Executor> executor, ConfigurableEnvironment environment,
			ObjectProvider<Gateway> gateway) {
		return new AnnotatedProxyHandlerRegistry(beanFactory, executor::getObject,
				new HandlerPolicies(environment, () -> gateway.getObject().policy().shuttingDown().getAsBoolean()));
	}

	// No executor is a default candidate, or it would keep away the application's own.
	// And
	// none has its concrete type, since a SmartLifecycle is created however lazy it is.

	@Lazy
	@Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
	@ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
	@ConditionalOnThreading(Threading.PLATFORM)
	AsyncTaskExecutor proxyHandlerThreadPool(ProxyHandlerProperties properties) {
		Blocking blocking = properties.getBlocking();
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(THREAD_NAME_PREFIX);
		executor.setCorePoolSize(maxThreads(blocking));
		executor.setMaxPoolSize(maxThreads(blocking));
		executor.setQueueCapacity(blocking.getQueueCapacity());
		executor.setKeepAliveSeconds((int) blocking.getKeepAlive().toSeconds());
		executor.setAllowCoreThreadTimeOut(true);
		return executor;
	}

	@Lazy
	@Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
	@ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
	@ConditionalOnThreading(Threading.VIRTUAL)
	AsyncTaskExecutor proxyHandlerVirtualThreads(ProxyHandlerProperties properties) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(THREAD_NAME_PREFIX);
		executor.setVirtualThreads(true);
		executor.setConcurrencyLimit(maxThreads(properties.getBlocking()));
		executor.setRejectTasksWhenLimitReached(true);
		return executor;
	}

	private static int maxThreads(Blocking properties) {
		int maxThreads = properties.getMaxThreads();
		if (maxThreads < 1) {
			throw new InvalidConfigurationPropertyValueException("proxy.handlers.blocking.max-threads", maxThreads,
					"Must be positive.");
		}
		return maxThreads;
	}

}
