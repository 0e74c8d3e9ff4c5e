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

import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.annotation.Order;

import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.autoconfigure.ProxyHandlerAutoConfiguration;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for handlers as beans: proxied, lazy, scoped, and of a parent.
 */
class HandlerBeanTests {

	private static final AtomicInteger intercepted = new AtomicInteger();

	private static final AtomicInteger created = new AtomicInteger();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer((context) -> resetCounters())
		.withConfiguration(AutoConfigurations.of(ProxyHandlerAutoConfiguration.class));

	@Test
	void matchWhenBeanIsClassProxyCallsProxy() {
		this.runner.withUserConfiguration(ClassProxies.class, PlainHandler.class).run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean(PlainHandler.class))).isTrue();
			assertThat(peer(context)).isEqualTo("plain");
			assertThat(intercepted).hasValue(1);
		});
	}

	@Test
	void matchWhenBeanIsInterfaceProxyCallsProxy() {
		this.runner.withUserConfiguration(InterfaceProxies.class, ImplementingHandler.class).run((context) -> {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean(HandlerInterface.class))).isTrue();
			assertThat(peer(context)).isEqualTo("implementing");
			assertThat(intercepted).hasValue(1);
		});
	}

	@Test
	void matchWhenLazyBeanIsInterfaceProxyCallsProxy() {
		this.runner.withUserConfiguration(InterfaceProxies.class, LazyImplementingHandler.class).run((context) -> {
			assertThat(created).hasValue(0);
			assertThat(peer(context)).isEqualTo("implementing");
			assertThat(intercepted).hasValue(1);
		});
	}

	@Test
	void startWhenInterfaceOfProxyDoesNotHaveMethodFails() {
		this.runner.withUserConfiguration(InterfaceProxies.class, HiddenByInterface.class)
			.run(problem("is in no interface of the bean, which is a JDK proxy"));
	}

	@Test
	void startWhenMethodBehindProxyIsPrivateFails() {
		this.runner.withUserConfiguration(ClassProxies.class, PrivateHandler.class)
			.run(problem("is private or final, and the bean is a proxy"));
	}

	@Test
	void startWhenMethodBehindProxyIsFinalFails() {
		this.runner.withUserConfiguration(ClassProxies.class, FinalHandler.class)
			.run(problem("is private or final, and the bean is a proxy"));
	}

	@Test
	void startWhenBeanIsLazyDoesNotCreateIt() {
		this.runner.withUserConfiguration(LazyHandler.class).run((context) -> {
			assertThat(created).hasValue(0);
			assertThat(registry(context).match("GET", "", "/")).isNotNull();
			assertThat(created).hasValue(0);
			assertThat(peer(context)).isEqualTo("plain");
			assertThat(peer(context)).isEqualTo("plain");
			assertThat(created).hasValue(1);
		});
	}

	@Test
	void startWhenOtherBeansAreLazyOrFactoriesDoesNotCreateThem() {
		resetCounters();
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		for (Class<?> type : new Class<?>[] { LazyFactory.class, LazyHandler.class }) {
			RootBeanDefinition definition = new RootBeanDefinition(type);
			definition.setLazyInit(true);
			beanFactory.registerBeanDefinition(type.getSimpleName(), definition);
		}
		AnnotatedProxyHandlerRegistry registry = new AnnotatedProxyHandlerRegistry(beanFactory,
				() -> TestHandlers.REFUSED);
		registry.afterSingletonsInstantiated();
		assertThat(registry.mappings()).hasSize(1);
		assertThat(created).hasValue(0);
	}

	@Test
	void startWhenBeanIsPrototypeFails() {
		this.runner.withUserConfiguration(PrototypeHandler.class).run(problem("it is not a singleton"));
	}

	@Test
	void matchWhenBeanHasScopedProxyAsksScope() {
		this.runner.withUserConfiguration(ThreadScope.class, ScopedHandler.class).run((context) -> {
			assertThat(registry(context).mappings()).hasSize(1);
			assertThat(created).hasValue(0);
			assertThat(peer(context)).isEqualTo("plain");
			assertThat(created).hasValue(1);
		});
	}

	@Test
	void mappingsWhenTwoBeansAreOfOneClassHasBoth() {
		this.runner.withUserConfiguration(TwoBeans.class).run((context) -> {
			assertThat(registry(context).mappings()).extracting(HandlerMapping::handler, HandlerMapping::order)
				.containsExactly(tuple("a", 2), tuple("b", 1));
			assertThat(peer(context)).isEqualTo("b");
		});
	}

	@Test
	void mappingsWhenHandlerIsInParentDoesNotHaveIt() {
		this.runner.withUserConfiguration(PlainHandler.class)
			.run((parent) -> this.runner.withParent(parent)
				.run((child) -> assertThat(registry(child).mappings()).isEmpty()));
	}

	@Test
	void mappingsWhenParentHasRegistryHasHandlersOfChild() {
		this.runner
			.run((parent) -> this.runner.withParent(parent).withUserConfiguration(PlainHandler.class).run((child) -> {
				assertThat(registry(child).mappings()).hasSize(1);
				assertThat(child.getBeanProvider(ProxyHandlerRegistry.class).getObject()).isSameAs(registry(child));
				assertThat(registry(parent).mappings()).isEmpty();
			}));
	}

	@Test
	void mappingsWhenBeanIsNamedUsesName() {
		this.runner.withUserConfiguration(Scanned.class)
			.run((context) -> assertThat(registry(context).mappings()).extracting(HandlerMapping::handler)
				.containsExactly("named"));
	}

	@Test
	void mappingsWhenPathHasPlaceholderResolvesIt() {
		this.runner.withPropertyValues("test.path=/configured/**")
			.withUserConfiguration(PlaceholderHandler.class)
			.run((context) -> assertThat(registry(context).match("GET", "", "/configured/x")).isNotNull());
	}

	private static void resetCounters() {
		intercepted.set(0);
		created.set(0);
	}

	private static ProxyHandlerRegistry registry(AssertableApplicationContext context) {
		return context.getBean(ProxyHandlerRegistry.class);
	}

	@SuppressWarnings("unchecked")
	private static String peer(AssertableApplicationContext context) {
		HandlerMatch match = registry(context).match("GET", "", "/");
		assertThat(match).isNotNull();
		Peer peer = ((ProxyHooks<Object>) match.hooks()).upstreamPeer(TestExchange.create(null)).value();
		assertThat(peer).isNotNull();
		return peer.connectionKey().serverName();
	}

	private static ContextConsumer<AssertableApplicationContext> problem(String text) {
		return (context) -> assertThat(context).getFailure()
			.isInstanceOf(InvalidProxyHandlerException.class)
			.hasMessageContaining(text);
	}

	private static BeanNameAutoProxyCreator creator(boolean proxyTargetClass) {
		BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
		creator.setBeanNames("*Handler", "*HiddenByInterface");
		creator.setInterceptorNames("interceptor");
		creator.setProxyTargetClass(proxyTargetClass);
		return creator;
	}

	private static MethodInterceptor count() {
		return (invocation) -> {
			intercepted.incrementAndGet();
			return invocation.proceed();
		};
	}

	interface HandlerInterface {

		Peer peer();

	}

	@ProxyHandler
	static class PlainHandler {

		@UpstreamPeer
		Peer peer() {
			return Peer.http("plain", 1);
		}

	}

	@ProxyHandler
	static class ImplementingHandler implements HandlerInterface {

		ImplementingHandler() {
			created.incrementAndGet();
		}

		@Override
		@UpstreamPeer
		public Peer peer() {
			return Peer.http("implementing", 1);
		}

	}

	@Lazy
	static class LazyImplementingHandler extends ImplementingHandler {

	}

	@ProxyHandler
	static class HiddenByInterface implements Runnable {

		@Override
		public void run() {
		}

		@UpstreamPeer
		Peer peer() {
			return Peer.http("hidden", 1);
		}

	}

	@ProxyHandler
	static class PrivateHandler {

		@UpstreamPeer
		private Peer peer() {
			return Peer.http("private", 1);
		}

	}

	@ProxyHandler
	static class FinalHandler {

		@UpstreamPeer
		final Peer peer() {
			return Peer.http("final", 1);
		}

	}

	@Lazy
	static class LazyHandler extends PlainHandler {

		LazyHandler() {
			created.incrementAndGet();
		}

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class PrototypeHandler extends PlainHandler {

	}

	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ScopedHandler extends PlainHandler {

		ScopedHandler() {
			if (!AopUtils.isAopProxy(this)) {
				created.incrementAndGet();
			}
		}

	}

	@ProxyHandler("${test.path}")
	static class PlaceholderHandler extends PlainHandler {

	}

	@Configuration(proxyBeanMethods = false)
	static class ThreadScope {

		@Bean
		static CustomScopeConfigurer threadScope() {
			CustomScopeConfigurer configurer = new CustomScopeConfigurer();
			configurer.addScope("thread", new SimpleThreadScope());
			return configurer;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoBeans {

		@Bean
		@Order(2)
		OrderedHandler a() {
			return new OrderedHandler("a");
		}

		@Bean
		@Order(1)
		OrderedHandler b() {
			return new OrderedHandler("b");
		}

	}

	@ProxyHandler
	@Order(3)
	static class OrderedHandler {

		private final String host;

		OrderedHandler(String host) {
			this.host = host;
		}

		@UpstreamPeer
		Peer peer() {
			return Peer.http(this.host, 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ComponentScan(basePackageClasses = HandlerBeanTests.class, useDefaultFilters = false,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = NamedHandler.class))
	static class Scanned {

	}

	@ProxyHandler(path = "/named", name = "named")
	static class NamedHandler extends PlainHandler {

	}

	static class LazyFactory implements FactoryBean<Object> {

		LazyFactory() {
			created.incrementAndGet();
		}

		@Override
		public Object getObject() {
			return "";
		}

		@Override
		public Class<?> getObjectType() {
			return String.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassProxies {

		@Bean
		static BeanNameAutoProxyCreator proxyCreator() {
			return creator(true);
		}

		@Bean
		static MethodInterceptor interceptor() {
			return count();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceProxies {

		@Bean
		static BeanNameAutoProxyCreator proxyCreator() {
			return creator(false);
		}

		@Bean
		static MethodInterceptor interceptor() {
			return count();
		}

	}

}
