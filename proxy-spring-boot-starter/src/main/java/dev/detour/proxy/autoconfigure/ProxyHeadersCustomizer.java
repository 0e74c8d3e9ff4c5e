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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.handler.ipfilter.IpSubnetFilterRule;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import dev.detour.proxy.server.ProxyHeaders;

/**
 * Makes the server read headers of the PROXY protocol if it is to. The server of a
 * management port is asked by others than the balancer, and is left alone.
 */
final class ProxyHeadersCustomizer implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

	private static final String TRUSTED = "proxy.server.proxy-protocol.trusted";

	private final ProxyHeaders headers;

	ProxyHeadersCustomizer(ProxyServerProperties server) {
		ProxyServerProperties.ProxyProtocol properties = server.getProxyProtocol();
		List<String> trusted = properties.getTrusted();
		if (properties.getMode() != ProxyHeaders.Mode.OFF && trusted.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(TRUSTED, trusted,
					"Name the networks of those who may say who the client is, such as 10.0.0.0/8. "
							+ "To believe everybody, name 0.0.0.0/0 and ::/0.");
		}
		Duration timeout = server.getHeadTimeout();
		this.headers = new ProxyHeaders(properties.getMode(), networks(trusted), timeout.isZero() ? null : timeout);
	}

	private static List<IpSubnetFilterRule> networks(List<String> trusted) {
		List<IpSubnetFilterRule> networks = new ArrayList<>();
		for (int i = 0; i < trusted.size(); i++) {
			try {
				networks.add(ProxyHeaders.network(trusted.get(i)));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(TRUSTED + "[" + i + "]", trusted.get(i),
						ex.getMessage());
			}
		}
		return networks;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		factory.addServerCustomizers(this.headers::on);
	}

}
