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

import java.util.function.Supplier;

import dev.detour.proxy.annotation.ProxyHandler;

/**
 * A bean that is a handler.
 *
 * @param name the name of the bean
 * @param type the user's class, which the annotations are on
 * @param invocableType the class of the bean itself, which may be a proxy
 * @param annotation the annotation of the class
 * @param order the order of the bean
 * @param available whether the bean may be created when the application starts
 * @param instance looks the bean up, once
 */
record HandlerBean(String name, Class<?> type, Class<?> invocableType, ProxyHandler annotation, int order,
		boolean available, Supplier<Object> instance) {

}
