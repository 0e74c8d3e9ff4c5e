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

package dev.detour.proxy.testing;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A gateway in an application of its own, on a port of its own. Spring Security is on the
 * class path of the tests and left out unless a test asks for it.
 */
public final class TestGateway implements AutoCloseable {

	private static final String SECURITY = "org.springframework.boot.security.autoconfigure.";

	private static final List<String> SECURITY_CONFIGURATIONS = List.of(
			SECURITY + "actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration",
			SECURITY + "web.reactive.ReactiveWebSecurityAutoConfiguration",
			SECURITY + "ReactiveUserDetailsServiceAutoConfiguration");

	private final ConfigurableApplicationContext context;

	private TestGateway(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts a gateway without Spring Security.
	 * @param configuration the application's configuration or handlers
	 * @param properties more properties, as {@code name=value}
	 * @return the gateway
	 */
	public static TestGateway start(Class<?> configuration, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.autoconfigure.exclude=" + String.join(",", SECURITY_CONFIGURATIONS));
		return startWithSecurity(configuration, all.toArray(String[]::new));
	}

	/**
	 * Starts a gateway with all auto-configurations on the class path.
	 * @param configuration the application's configuration or handlers
	 * @param properties more properties, as {@code name=value}
	 * @return the gateway
	 */
	public static TestGateway startWithSecurity(Class<?> configuration, String... properties) {
		SpringApplication application = new SpringApplication(Application.class, configuration);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=warn",
						// By default each gateway takes two seconds to end.
						"--spring.reactor.netty.shutdown-quiet-period=0s"));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new TestGateway(application.run(arguments.toArray(String[]::new)));
	}

	/**
	 * Returns the port of the server.
	 * @return the port
	 */
	public int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	/**
	 * Returns a bean of the application.
	 * @param <T> the type of the bean
	 * @param type the type of the bean
	 * @return the bean
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Returns the application.
	 * @return the application
	 */
	public ConfigurableApplicationContext context() {
		return this.context;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
