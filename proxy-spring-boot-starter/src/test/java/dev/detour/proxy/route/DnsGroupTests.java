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

package dev.detour.proxy.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import dev.detour.proxy.group.PeerGroup;
import dev.detour.proxy.health.HealthVerdict;
import dev.detour.proxy.testing.Gate;
import dev.detour.proxy.testing.NameServer;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.RecordedRequest;
import dev.detour.proxy.testing.Script;
import dev.detour.proxy.testing.ScriptedUpstream;
import dev.detour.proxy.testing.TestCertificates;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.testing.UpstreamOptions;
import dev.detour.proxy.testing.UpstreamTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Groups whose peers come from a real name server, against real peers on several
 * addresses of this machine.
 */
@ExtendWith(OutputCaptureExtension.class)
class DnsGroupTests {

	private static final String LOG = "logging.level.dev.detour.proxy=info";

	private final NameServer names = NameServer.start();

	private final List<ScriptedUpstream> peers = new ArrayList<>();

	@AfterEach
	void close() {
		this.peers.forEach(ScriptedUpstream::close);
		this.names.close();
	}

	@Test
	void membersFollowTheAddressesOfTheName() {
		int port = peer("127.0.0.1", 0).port();
		peer("127.0.0.2", port);
		this.names.addresses("stock.test", 0, "127.0.0.1");
		try (TestGateway gateway = start(named(port)); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").text()).isEqualTo("127.0.0.1");
			this.names.addresses("stock.test", 0, "127.0.0.1", "127.0.0.2");
			Set<String> seen = new TreeSet<>();
			Awaitility.await().until(() -> seen.add(client.get("/").text()) && seen.size() == 2);
			this.names.addresses("stock.test", 0, "127.0.0.2");
			awaitMembers(gateway, "http://127.0.0.2:" + port);
			for (int i = 0; i < 20; i++) {
				assertThat(client.get("/").text()).isEqualTo("127.0.0.2");
			}
		}
	}

	@Test
	void memberWhenItLeavesDrains() {
		Gate gate = new Gate();
		int port = peer("127.0.0.1", 0).port();
		this.peers.get(0).always(Script.readRequest().thenStall(gate).thenRespond(200));
		peer("127.0.0.2", port);
		this.names.addresses("stock.test", 0, "127.0.0.1");
		try (TestGateway gateway = start(named(port));
				RawClient client = RawClient.connect(gateway.port());
				RawClient other = RawClient.connect(gateway.port())) {
			client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
			this.peers.get(0).awaitRequests(1);
			this.names.addresses("stock.test", 0, "127.0.0.2");
			awaitMembers(gateway, "http://127.0.0.2:" + port);
			assertThat(group(gateway).draining()).hasSize(1);
			assertThat(other.get("/").text()).isEqualTo("127.0.0.2");
			gate.open();
			assertThat(client.readResponse().status()).isEqualTo(200);
			Awaitility.await().until(() -> group(gateway).draining().isEmpty());
		}
	}

	@Test
	void membersWhenLookUpsFailStayAndThatIsToldOnce(CapturedOutput output) {
		int port = peer("127.0.0.1", 0).port();
		this.names.addresses("stock.test", 0, "127.0.0.1");
		try (TestGateway gateway = start(named(port)); RawClient client = RawClient.connect(gateway.port())) {
			MeterRegistry registry = gateway.bean(MeterRegistry.class);
			this.names.fail("stock.test", DnsResponseCode.SERVFAIL);
			Awaitility.await().until(() -> lookups(registry, "failed") >= 3);
			assertThat(client.get("/").status()).isEqualTo(200);
			this.names.forget("stock.test");
			Awaitility.await().until(() -> lookups(registry, "absent") >= 3);
			assertThat(client.get("/").status()).isEqualTo(200);
			assertThat(registry.get("proxy.group.lookup.age").tag("group", "a").gauge().value()).isPositive();
			this.names.addresses("stock.test", 0, "127.0.0.1");
			double found = lookups(registry, "found");
			Awaitility.await().until(() -> lookups(registry, "found") > found);
			assertThat(client.get("/").status()).isEqualTo(200);
			assertThat(output).containsOnlyOnce("look-up of dns 'stock.test': failed")
				.containsOnlyOnce("look-up of dns 'stock.test': absent (NXDOMAIN: there is no such name)")
				.containsOnlyOnce("look-up of dns 'stock.test' succeeds after");
		}
	}

	@Test
	void membersWhenNameIsAbsentOftenEnoughAreRemoved(CapturedOutput output) {
		int port = peer("127.0.0.1", 0).port();
		this.names.addresses("stock.test", 0, "127.0.0.1");
		try (TestGateway gateway = start(named(port), "proxy.routes.a.refresh.remove-after=2");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(200);
			this.names.forget("stock.test");
			Awaitility.await().until(() -> group(gateway).members().isEmpty());
			assertThat(client.get("/").status()).isEqualTo(503);
			assertThat(output).containsOnlyOnce("dns 'stock.test' was absent 2 times in a row");
			this.names.addresses("stock.test", 0, "127.0.0.1");
			awaitMembers(gateway, "http://127.0.0.1:" + port);
			assertThat(client.get("/").status()).isEqualTo(200);
		}
	}

	@Test
	void gatewayWhenNameCannotBeFoundStartsAndHasNoPeerUntilItIs() {
		int port = peer("127.0.0.1", 0).port();
		this.names.ignore("stock.test", DnsRecordType.A);
		try (TestGateway gateway = start(named(port)); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(503);
			this.names.addresses("stock.test", 60, "127.0.0.1");
			awaitMembers(gateway, "http://127.0.0.1:" + port);
			assertThat(client.get("/").text()).isEqualTo("127.0.0.1");
		}
	}

	@Test
	void answerWhenItHoldsForLongIsNotAskedForAgain() {
		int port = peer("127.0.0.1", 0).port();
		this.names.addresses("stock.test", 3600, "127.0.0.1");
		try (TestGateway gateway = start(named(port), "proxy.routes.a.refresh.max-interval=1h");
				RawClient client = RawClient.connect(gateway.port())) {
			for (int i = 0; i < 50; i++) {
				assertThat(client.get("/").status()).isEqualTo(200);
			}
			assertThat(this.names.queries("stock.test", DnsRecordType.A)).isOne();
		}
	}

	@Test
	void peerIsStillTheNameToWhomeverItAsks() {
		int port = peer("127.0.0.1", 0).port();
		this.names.addresses("stock.test", 60, "127.0.0.1");
		try (TestGateway gateway = start(named(port), "proxy.routes.a.health.path=/health");
				RawClient client = RawClient.connect(gateway.port())) {
			Awaitility.await().until(() -> group(gateway).members().get(0).verdict() == HealthVerdict.UP);
			assertThat(this.peers.get(0).request(0).headers("Host")).containsExactly("stock.test:" + port);
			assertThat(client.get("/").status()).isEqualTo(200);
			assertThat(requests("/")).singleElement()
				.satisfies((request) -> assertThat(request.headers("Host")).doesNotContain("stock.test:" + port));
			try (RawClient old = RawClient.connect(gateway.port())) {
				assertThat(old.send("GET /old HTTP/1.0\r\n\r\n").readResponse().status()).isEqualTo(200);
			}
			assertThat(requests("/old")).singleElement()
				.satisfies((request) -> assertThat(request.headers("Host")).containsExactly("stock.test:" + port));
		}
	}

	@Test
	void peerWhenItHasTlsMustHaveACertificateForTheName() {
		TestCertificates certificates = TestCertificates.get();
		ScriptedUpstream peer = ScriptedUpstream.start(UpstreamTls.of(certificates.wrongName()));
		this.peers.add(peer.always(Script.respond(200)));
		this.names.addresses("other.example", 60, "127.0.0.1").addresses("stock.test", 60, "127.0.0.1");
		String[] tls = { "proxy.routes.a.path=/a", "proxy.routes.b.path=/b", "proxy.defaults.peer.ssl.bundle=ca",
				"proxy.routes.a.dns.name=other.example", "proxy.routes.a.dns.scheme=https",
				"proxy.routes.a.dns.port=" + peer.port(), "proxy.routes.b.dns.name=stock.test",
				"proxy.routes.b.dns.scheme=https", "proxy.routes.b.dns.port=" + peer.port(),
				"spring.ssl.bundle.pem.ca.truststore.certificate=" + certificates.caPem().toUri() };
		try (TestGateway gateway = start(tls); RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/a").status()).isEqualTo(200);
			assertThat(client.get("/b").status()).isEqualTo(502);
		}
	}

	@Test
	void serviceWhenPeersOfFirstPriorityAreDeadGoesToThoseOfTheNext() {
		int first = peer("127.0.0.1", 0).port();
		int second = peer("127.0.0.2", 0).port();
		this.names.addresses("one.test", 60, "127.0.0.1")
			.addresses("two.test", 60, "127.0.0.2")
			.service("_http._tcp.users.test", 60, "10 5 " + first + " one.test", "20 5 " + second + " two.test");
		try (TestGateway gateway = start("proxy.routes.a.path=/**", "proxy.routes.a.dns.srv=_http._tcp.users.test");
				RawClient client = RawClient.connect(gateway.port())) {
			awaitMembers(gateway, "http://one.test:" + first, "http://two.test:" + second);
			for (int i = 0; i < 10; i++) {
				assertThat(client.get("/").text()).isEqualTo("127.0.0.1");
			}
			this.peers.get(0).close();
			for (int i = 0; i < 10; i++) {
				assertThat(client.get("/").text()).isEqualTo("127.0.0.2");
			}
		}
	}

	@Test
	void serviceWhenItSaysThatItIsNotAvailableHasNoPeers() {
		int port = peer("127.0.0.1", 0).port();
		this.names.addresses("one.test", 60, "127.0.0.1")
			.service("_http._tcp.users.test", 0, "0 0 " + port + " one.test");
		try (TestGateway gateway = start("proxy.routes.a.path=/**", "proxy.routes.a.dns.srv=_http._tcp.users.test");
				RawClient client = RawClient.connect(gateway.port())) {
			assertThat(client.get("/").status()).isEqualTo(200);
			this.names.service("_http._tcp.users.test", 0, "0 0 0 .");
			Awaitility.await().until(() -> group(gateway).members().isEmpty());
			assertThat(client.get("/").status()).isEqualTo(503);
		}
	}

	@Test
	void reloadWhenNameChangesKeepsPeersUntilTheOtherIsFound() {
		int port = peer("127.0.0.1", 0).port();
		peer("127.0.0.2", port);
		this.names.addresses("stock.test", 60, "127.0.0.1");
		try (TestGateway gateway = start(named(port)); RawClient client = RawClient.connect(gateway.port())) {
			PeerGroup group = group(gateway);
			change(gateway, Map.of("proxy.routes.a.dns.name", "store.test"));
			assertThat(client.get("/").text()).isEqualTo("127.0.0.1");
			int asked = this.names.queries("stock.test", DnsRecordType.A);
			this.names.addresses("store.test", 60, "127.0.0.2");
			awaitMembers(gateway, "http://127.0.0.2:" + port);
			assertThat(client.get("/").text()).isEqualTo("127.0.0.2");
			assertThat(group(gateway)).isSameAs(group);
			assertThat(this.names.queries("stock.test", DnsRecordType.A)).isEqualTo(asked);
		}
	}

	@Test
	void reloadWhenOptionsOfPeersChangeGivesThemToThosePeers() {
		int port = peer("127.0.0.1", 0).port();
		this.names.addresses("stock.test", 60, "127.0.0.1");
		try (TestGateway gateway = start(named(port))) {
			change(gateway, Map.of("proxy.routes.a.peer.max-connections", "7"));
			Awaitility.await().until(() -> group(gateway).members().get(0).peer().options().maxConnections() == 7);
		}
	}

	@Test
	void reloadWhenSourceGoesUsesNamedPeersAndWhenItComesKeepsThemUntilItHasFound() {
		int port = peer("127.0.0.1", 0).port();
		peer("127.0.0.2", port);
		this.names.addresses("stock.test", 0, "127.0.0.1");
		String named = "proxy.groups.g.peers=http://127.0.0.2:" + port;
		try (TestGateway gateway = start("proxy.routes.a.path=/**", "proxy.routes.a.group=g", named);
				RawClient client = RawClient.connect(gateway.port())) {
			NamedGroup group = gateway.bean(PeerGroups.class).group("g");
			change(gateway, Map.of("proxy.groups.g.peers", "", "proxy.groups.g.dns.name", "store.test",
					"proxy.groups.g.dns.port", port));
			assertThat(client.get("/").text()).isEqualTo("127.0.0.2");
			this.names.addresses("store.test", 0, "127.0.0.1");
			Awaitility.await().until(() -> client.get("/").text().equals("127.0.0.1"));
			assertThat(group.members()).hasSize(1);
		}
	}

	@Test
	void reloadWhenNothingOfGroupChangesKeepsWhatIsKnownAboutItsPeers() {
		int port = peer("127.0.0.1", 0).port();
		peer("127.0.0.2", port);
		this.names.addresses("stock.test", 0, "127.0.0.1", "127.0.0.2");
		try (TestGateway gateway = start(named(port))) {
			PeerGroup group = group(gateway);
			group.suspend(group.members().get(0).peer(), System.nanoTime());
			int asked = this.names.queries("stock.test", DnsRecordType.A);
			Awaitility.await().until(() -> this.names.queries("stock.test", DnsRecordType.A) > asked + 2);
			change(gateway, Map.of("proxy.routes.b.path", "/b", "proxy.routes.b.response.status", "204"));
			assertThat(group(gateway)).isSameAs(group);
			assertThat(group.members().get(0).isSuspended()).isTrue();
		}
	}

	@Test
	void gatewayWhenItStopsAsksNoMore() {
		int port = peer("127.0.0.1", 0).port();
		this.names.addresses("stock.test", 0, "127.0.0.1");
		start(named(port)).close();
		int asked = this.names.queries("stock.test", DnsRecordType.A);
		try (TestGateway gateway = start("proxy.routes.a.path=/**", "proxy.routes.a.dns.name=other.test")) {
			MeterRegistry registry = gateway.bean(MeterRegistry.class);
			Awaitility.await().until(() -> lookups(registry, "absent") > 3);
		}
		assertThat(this.names.queries("stock.test", DnsRecordType.A)).isEqualTo(asked);
	}

	private List<RecordedRequest> requests(String target) {
		return this.peers.get(0).requests().stream().filter((request) -> request.target().equals(target)).toList();
	}

	private ScriptedUpstream peer(String host, int port) {
		ScriptedUpstream peer = ScriptedUpstream.start(UpstreamOptions.defaults().withHost(host).withPort(port))
			.always(Script.respond(200).body(host));
		this.peers.add(peer);
		return peer;
	}

	private static String[] named(int port) {
		return new String[] { "proxy.routes.a.path=/**", "proxy.routes.a.dns.name=stock.test",
				"proxy.routes.a.dns.family=ipv4", "proxy.routes.a.dns.port=" + port };
	}

	private TestGateway start(String[] properties, String... more) {
		return start(Stream.concat(Stream.of(properties), Stream.of(more)).toArray(String[]::new));
	}

	private TestGateway start(String... properties) {
		Stream<String> common = Stream.of(this.names.property(), "proxy.dns.query-timeout=100ms",
				"proxy.defaults.refresh.min-interval=20ms", "proxy.defaults.refresh.max-interval=200ms", LOG);
		return TestGateway.start(Measured.class, Stream.concat(common, Stream.of(properties)).toArray(String[]::new));
	}

	private static PeerGroup group(TestGateway gateway) {
		return gateway.bean(PeerGroups.class).group("a").group();
	}

	private static void awaitMembers(TestGateway gateway, String... uris) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(group(gateway).members()).extracting((member) -> member.peer().toString())
				.containsExactly(uris));
	}

	private static double lookups(MeterRegistry registry, String outcome) {
		var counter = registry.find("proxy.group.lookups").tags("group", "a", "outcome", outcome).counter();
		return (counter != null) ? counter.count() : 0;
	}

	private static void change(TestGateway gateway, Map<String, Object> properties) {
		gateway.context()
			.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("change " + properties, properties));
		gateway.bean(ProxyRoutes.class).reload();
	}

	@Configuration(proxyBeanMethods = false)
	static class Measured {

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

}
