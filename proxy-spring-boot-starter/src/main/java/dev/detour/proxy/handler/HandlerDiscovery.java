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
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

import dev.detour.proxy.annotation.ProxyHandler;

/**
 * Finds the handlers of a bean factory by the types of its beans, so that none is created
 * for it. Beans of a parent are not considered: they belong to the parent's gateway.
 */
final class HandlerDiscovery {

	private static final Log logger = LogFactory.getLog(HandlerDiscovery.class);

	private static final String SPRING_PACKAGE = "org.springframework.";

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<HandlerProblem> problems;

	HandlerDiscovery(ConfigurableListableBeanFactory beanFactory, List<HandlerProblem> problems) {
		this.beanFactory = beanFactory;
		this.problems = problems;
	}

	/**
	 * Finds the handlers.
	 * @return the handlers
	 */
	List<HandlerBean> find() {
		List<HandlerBean> handlers = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : typeOf(name);
			if (type == null || isOfSpring(type)) {
				continue;
			}
			ProxyHandler annotation = AnnotatedElementUtils.findMergedAnnotation(type, ProxyHandler.class);
			if (annotation == null) {
				reportStrayMethods(name, type);
			}
			else if (!this.beanFactory.isSingleton(name)) {
				this.problems.add(new HandlerProblem(name, null, "it is not a singleton, but a handler must be one",
						"Keep what belongs to one exchange in the context, or use a scoped proxy"));
			}
			else {
				handlers.add(handler(name, type, annotation));
			}
		}
		return handlers;
	}

	private HandlerBean handler(String name, Class<?> type, ProxyHandler annotation) {
		SingletonSupplier<Object> instance = SingletonSupplier.of(() -> this.beanFactory.getBean(name));
		boolean available = this.beanFactory.containsSingleton(name) || !isLazy(name);
		Class<?> invocable = available ? instance.obtain().getClass() : this.beanFactory.getType(name);
		return new HandlerBean(name, type, (invocable != null) ? invocable : type, annotation, orderOf(name, type),
				available, instance::obtain);
	}

	private void reportStrayMethods(String name, Class<?> type) {
		for (AnnotatedMethod method : AnnotatedMethod.findAll(type)) {
			this.problems.add(new HandlerProblem(name, method.description(),
					"has " + method.hook() + ", but the bean is not a handler",
					"Annotate the class with @ProxyHandler"));
		}
	}

	private @Nullable Class<?> typeOf(String name) {
		try {
			Class<?> type = targetClassOf(name);
			if (type != null && ScopedObject.class.isAssignableFrom(type)) {
				Class<?> target = targetClassOf(ScopedProxyUtils.getTargetBeanName(name));
				type = (target != null) ? target : type;
			}
			return (type != null) ? ClassUtils.getUserClass(type) : null;
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Could not find out the type of bean '" + name + "'", ex);
			return null;
		}
	}

	private @Nullable Class<?> targetClassOf(String name) {
		// A factory would be created if it were asked for the exact type
		return this.beanFactory.isFactoryBean(name) ? this.beanFactory.getType(name, false)
				: AutoProxyUtils.determineTargetClass(this.beanFactory, name);
	}

	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith(SPRING_PACKAGE) && !AnnotatedElementUtils.isAnnotated(type, Component.class);
	}

	private boolean isLazy(String name) {
		return this.beanFactory.containsBeanDefinition(name)
				&& this.beanFactory.getMergedBeanDefinition(name).isLazyInit();
	}

	/**
	 * Returns the order of a bean: that of its definition, else of its factory method,
	 * else of its class.
	 * @param name the name of the bean
	 * @param type the class
	 * @return the order
	 */
	private int orderOf(String name, Class<?> type) {
		if (this.beanFactory.containsBeanDefinition(name)) {
			BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
			if (definition.getAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE) instanceof Integer order) {
				return order;
			}
			Method factory = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
			Integer order = (factory != null) ? OrderUtils.getOrder(factory) : null;
			if (order != null) {
				return order;
			}
		}
		return OrderUtils.getOrder(type, Ordered.LOWEST_PRECEDENCE);
	}

}
