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

import java.util.ArrayList;
import java.util.List;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Configuration;

import dev.detour.proxy.testing.BlackHole;
import dev.detour.proxy.testing.NameServer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The names of peers, looked up for connections by a real name server.
 */
class NameLookupTests {

	private final NameServer names = NameServer.start();

	private final List<ScriptedUpstream> peers = new ArrayList<>();

	@AfterEach
	void close() {
		this.peers.forEach(ScriptedUpstream::close);
		this.names.close();
	}

	@Test
	void nameWhenOneOfTwoAddressesRefusesIsConnectedToByTheOther() {
		int port = peer("127.0.0.2", 0).port();
		this.names.addresses("peer.test", 60, "127.0.0.1", "127.0.0.2");
		try (TestGateway gateway = start(port); RawClient client = RawClient.connect(gateway.port())) {
			for (int i = 0; i < 5; i++) {
				assertThat(client.get("/").text()).isEqualTo("127.0.0.2");
			}
		}
	}

	@Test
	void nameWhenOneOfTwoAddressesDoesNotAnswerIsConnectedToByTheOther() throws Exception {
		try (BlackHole hole = BlackHole.open()) {
			peer("127.0.0.2", hole.port());
			this.names.addresses("peer.test", 60, "127.0.0.1", "127.0.0.2");
			try (TestGateway gateway = start(hole.port()); RawClient client = RawClient.connect(gateway.port())) {
				assertThat(client.get("/").text()).isEqualTo("127.0.0.2");
			}
		}
	}

	@Test
	void nameWhenItDoesNotExistIsRememberedForAMoment() {
		int port = peer("127.0.0.1", 0).port();
		try (TestGateway gateway = start(port); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(502);
			int asked = this.names.queries("peer.test", DnsRecordType.A);
			assertThat(asked).isPositive();
			for (int i = 0; i < 5; i++) {
				assertThat(client.get("/").status()).isEqualTo(502);
			}
			this.names.addresses("peer.test", 60, "127.0.0.1");
			Awaitility.await().until(() -> client.get("/").status() == 200);
			// One more round for each family, and not one for each request
			assertThat(this.names.queries("peer.test", DnsRecordType.A)).isBetween(asked + 1, asked + 3);
		}
	}

	@Test
	void nameWhenServerFailsIsFoundAMomentAfterItAnswersAgain() {
		int port = peer("127.0.0.1", 0).port();
		this.names.fail("peer.test", DnsResponseCode.SERVFAIL);
		try (TestGateway gateway = start(port); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(502);
			this.names.addresses("peer.test", 60, "127.0.0.1");
			Awaitility.await().until(() -> client.get("/").status() == 200);
		}
	}

	@Test
	void nameWhenServerIsSilentIsAskedForAgainAtOnce() {
		int port = peer("127.0.0.1", 0).port();
		this.names.ignore("peer.test", DnsRecordType.A).ignore("peer.test", DnsRecordType.AAAA);
		try (TestGateway gateway = start(port); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(502);
			this.names.addresses("peer.test", 60, "127.0.0.1");
			assertThat(client.get("/").status()).isEqualTo(200);
		}
	}

	@Test
	void nameWhenItsAddressChangesIsSeenAfterItsTimeAndNotAskedForBefore() {
		int port = peer("127.0.0.1", 0).port();
		peer("127.0.0.2", port);
		this.names.addresses("peer.test", 2, "127.0.0.1");
		try (TestGateway gateway = start(port); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").text()).isEqualTo("127.0.0.1");
			this.names.addresses("peer.test", 3600, "127.0.0.2");
			Awaitility.await().until(() -> client.get("/").text().equals("127.0.0.2"));
			int asked = this.names.queries("peer.test", DnsRecordType.A);
			for (int i = 0; i < 20; i++) {
				assertThat(client.get("/").text()).isEqualTo("127.0.0.2");
			}
			assertThat(this.names.queries("peer.test", DnsRecordType.A)).isEqualTo(asked);
		}
	}

	@Test
	void nameServerWhenItIsSilentIsGivenUpForTheNext() {
		try (NameServer silent = NameServer.start()) {
			int port = peer("127.0.0.1", 0).port();
			silent.ignore("peer.test", DnsRecordType.A).ignore("peer.test", DnsRecordType.AAAA);
			this.names.addresses("peer.test", 60, "127.0.0.1");
			String both = silent.property() + ",127.0.0.1:" + this.names.address().getPort();
			try (TestGateway gateway = TestGateway.start(Nothing.class, both, "proxy.dns.query-timeout=100ms",
					"proxy.routes.a.path=/**", "proxy.routes.a.peers=http://peer.test:" + port);
					RawClient client = RawClient.connect(gateway.port())) {
				assertThat(client.get("/").status()).isEqualTo(200);
				assertThat(silent.queries("peer.test", DnsRecordType.A)).isPositive();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ns.internal", "10.0.0.53:0", "10.0.0.53:99999", "10.0.0.53/24", "", "[::1" })
	void serverWhenItIsNoAddressIsRefused(String server) {
		ProxyDnsProperties properties = new ProxyDnsProperties();
		properties.setServers(List.of(server));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> NameServers.of(properties, new LoopResourcesTransport(null)))
			.withMessageContaining("proxy.dns.servers");
	}

	@Test
	void serverWhenItIsAnAddressIsRead() {
		ProxyDnsProperties properties = new ProxyDnsProperties();
		properties.setServers(List.of("10.0.0.53", "10.0.0.53:5353", "2001:db8::53", "[2001:db8::53]:5353"));
		assertThat(NameServers.of(properties, new LoopResourcesTransport(null)).servers())
			.extracting((server) -> server.getAddress().getHostAddress() + " " + server.getPort())
			.containsExactly("10.0.0.53 53", "10.0.0.53 5353", "2001:db8:0:0:0:0:0:53 53",
					"2001:db8:0:0:0:0:0:53 5353");
	}

	private ScriptedUpstream peer(String host, int port) {
		ScriptedUpstream peer = ScriptedUpstream.start(UpstreamOptions.defaults().withHost(host).withPort(port))
			.always(Script.respond(200).body(host));
		this.peers.add(peer);
		return peer;
	}

	private TestGateway start(int port) {
		return TestGateway.start(Nothing.class, this.names.property(), "proxy.dns.query-timeout=100ms",
				"proxy.routes.a.path=/**", "proxy.routes.a.peers=http://peer.test:" + port,
				"proxy.defaults.outlier.enabled=false",
				// Each request opens a connection.
				"proxy.routes.a.peer.idle-timeout=0", "proxy.routes.a.failover.max-attempts=1");
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
