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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.handler.HandlerMatch;
import dev.detour.proxy.handler.ProxyHandlerRegistry;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProxyHandlerAutoConfiguration}.
 */
class ProxyHandlerAutoConfigurationTests {

	private static final String EXECUTOR = ProxyHandlerAutoConfiguration.EXECUTOR_BEAN_NAME;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProxyHandlerAutoConfiguration.class));

	@Test
	void registryWhenThereIsNoHandlerMatchesNothing() {
		this.runner.run((context) -> {
			assertThat(registry(context).mappings()).isEmpty();
			assertThat(registry(context).match("GET", "", "/")).isNull();
		});
	}

	@Test
	void registryWhenUserHasOneBacksOff() {
		ProxyHandlerRegistry registry = ProxyHandlerRegistry.of(List.of());
		this.runner.withBean(ProxyHandlerRegistry.class, () -> registry)
			.run((context) -> assertThat(context).getBean(ProxyHandlerRegistry.class).isSameAs(registry));
	}

	@Test
	void registryWhenInitializationIsLazyHasHandlers() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Handler.class)
			.run((context) -> {
				HandlerMatch match = registry(context).match("GET", "", "/x");
				assertThat(match).isNotNull();
			});
	}

	@Test
	void executorWhenNoHandlerBlocksIsNotCreated() {
		this.runner.withUserConfiguration(Handler.class).run((context) -> {
			ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
			assertThat(beanFactory.containsBeanDefinition(EXECUTOR)).isTrue();
			assertThat(beanFactory.containsSingleton(EXECUTOR)).isFalse();
		});
	}

	@Test
	void executorWhenHandlerBlocksIsCreated() {
		this.runner.withUserConfiguration(BlockingHandler.class)
			.withPropertyValues("proxy.handlers.blocking.max-threads=3", "proxy.handlers.blocking.queue-capacity=5",
					"proxy.handlers.blocking.keep-alive=7s")
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton(EXECUTOR)).isTrue();
				ThreadPoolTaskExecutor executor = context.getBean(EXECUTOR, ThreadPoolTaskExecutor.class);
				assertThat(executor.getCorePoolSize()).isEqualTo(3);
				assertThat(executor.getMaxPoolSize()).isEqualTo(3);
				assertThat(executor.getQueueCapacity()).isEqualTo(5);
				assertThat(executor.getKeepAliveSeconds()).isEqualTo(7);
				assertThat(executor.getThreadPoolExecutor().allowsCoreThreadTimeOut()).isTrue();
				assertThat(executor.getThreadNamePrefix()).isEqualTo("proxy-handler-");
			});
	}

	@Test
	void executorWhenFullRejects() {
		this.runner
			.withPropertyValues("proxy.handlers.blocking.max-threads=1", "proxy.handlers.blocking.queue-capacity=0")
			.run(ProxyHandlerAutoConfigurationTests::assertRejectsSecondTask);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void executorWhenThreadsAreVirtualIsBoundedToo() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true", "proxy.handlers.blocking.max-threads=1")
			.run((context) -> {
				SimpleAsyncTaskExecutor executor = context.getBean(EXECUTOR, SimpleAsyncTaskExecutor.class);
				assertThat(executor.getConcurrencyLimit()).isOne();
				assertRejectsSecondTask(context);
			});
	}

	@Test
	void executorWhenMaxThreadsIsNotPositiveFails() {
		this.runner.withUserConfiguration(BlockingHandler.class)
			.withPropertyValues("proxy.handlers.blocking.max-threads=0")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.rootCause()
				.hasMessageContaining("proxy.handlers.blocking.max-threads"));
	}

	@Test
	void executorWhenUserHasOneBacksOff() {
		this.runner.withUserConfiguration(OwnExecutor.class, BlockingHandler.class)
			.run((context) -> assertThat(context).getBean(EXECUTOR).isInstanceOf(DirectExecutor.class));
	}

	@Test
	void executorWhenApplicationHasTaskExecutorDoesNotReplaceIt() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withUserConfiguration(BlockingHandler.class)
			.run((context) -> {
				assertThat(context).hasBean("applicationTaskExecutor");
				assertThat(context.getBeanProvider(Executor.class).getObject())
					.isSameAs(context.getBean("applicationTaskExecutor"));
			});
	}

	private static void assertRejectsSecondTask(AssertableApplicationContext context) {
		Executor executor = context.getBean(EXECUTOR, Executor.class);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<Void> first = CompletableFuture.runAsync(() -> await(release), executor);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> executor.execute(() -> {
		}));
		release.countDown();
		first.join();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static ProxyHandlerRegistry registry(AssertableApplicationContext context) {
		return context.getBean(ProxyHandlerRegistry.class);
	}

	@ProxyHandler
	static class Handler {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("localhost", 1);
		}

	}

	@ProxyHandler(blocking = true)
	static class BlockingHandler extends Handler {

	}

	static class DirectExecutor implements Executor {

		@Override
		public void execute(Runnable task) {
			task.run();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExecutor {

		@Bean
		DirectExecutor proxyHandlerExecutor() {
			return new DirectExecutor();
		}

	}

}
