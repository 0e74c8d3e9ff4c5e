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

package dev.detour.proxy.autoconfigure.route;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.route.GroupSettings;
import dev.detour.proxy.route.RouteConfiguration;
import dev.detour.proxy.source.AddressFamily;
import dev.detour.proxy.source.Refresh;
import dev.detour.proxy.source.SourceSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link SourceMapper}.
 */
class SourceMapperTests {

	private static final Refresh DEFAULT = new Refresh(Duration.ofSeconds(30), Duration.ofSeconds(1),
			Duration.ofSeconds(60), 0.1, Duration.ofSeconds(10), null);

	@Test
	void readWhenPeersAreAddressesOfANameHasThem() {
		GroupSettings group = group("""
				proxy.groups.stock.dns.name=stock.internal
				proxy.groups.stock.dns.port=8443
				proxy.groups.stock.dns.scheme=https
				proxy.groups.stock.dns.family=ipv6
				proxy.groups.stock.peer.ssl.sni=sni.internal
				proxy.groups.stock.peer.connect-timeout=5ms
				""");
		assertThat(group.peers()).isEmpty();
		Peer template = Peer.https("stock.internal", 8443)
			.withSni("sni.internal")
			.withConnectTimeout(Duration.ofMillis(5));
		assertThat(group.source())
			.isEqualTo(new SourceSettings.Addresses("stock.internal", template, AddressFamily.IPV6, DEFAULT));
	}

	@Test
	void readWhenNothingElseIsSaidHasThePortOfTheScheme() {
		assertThat(group("proxy.groups.stock.dns.name=stock.internal").source()).isEqualTo(new SourceSettings.Addresses(
				"stock.internal", Peer.http("stock.internal", 80), AddressFamily.ANY, DEFAULT));
		assertThat(group("proxy.groups.stock.dns.name=stock\nproxy.groups.stock.dns.scheme=https").source())
			.isEqualTo(new SourceSettings.Addresses("stock", Peer.https("stock", 443), AddressFamily.ANY, DEFAULT));
	}

	@Test
	void readWhenPeersAreTargetsOfAServiceHasThem() {
		SourceSettings source = group("proxy.groups.users.dns.srv=_http._tcp.users.internal").source();
		assertThat(source).isInstanceOf(SourceSettings.Services.class);
		assertThat(source.name()).isEqualTo("_http._tcp.users.internal");
	}

	@Test
	void readWhenPeersAreInstancesOfAServiceHasThem() {
		String service = "proxy.groups.carts.discovery.service=carts\n";
		assertThat(group(service).source()).isEqualTo(
				new SourceSettings.Instances("carts", Peer.http("instance", 80), Peer.https("instance", 443), DEFAULT));
		assertThat(group(service + "proxy.groups.carts.discovery.scheme=https").source())
			.isEqualTo(new SourceSettings.Instances("carts", Peer.https("instance", 443), Peer.https("instance", 443),
					DEFAULT));
	}

	@Test
	void readWhenRouteHasASourceIsAGroupOfItsName() {
		RouteConfiguration read = RouteConfigurationReaderTests.read("""
				proxy.defaults.refresh.min-interval=2s
				proxy.routes.a.path=/a
				proxy.routes.a.dns.name=stock.internal
				proxy.routes.a.refresh.remove-after=3
				""");
		assertThat(read.routes().get(0).group()).isEqualTo("a");
		Refresh refresh = read.groups().get(0).source().refresh();
		assertThat(refresh.minInterval()).hasSeconds(2);
		assertThat(refresh.removeAfter()).isEqualTo(3);
	}

	@Test
	void readWhenNothingChangesIsEqual() {
		String properties = "proxy.groups.stock.dns.name=stock.internal";
		assertThat(group(properties).source()).isEqualTo(group(properties).source())
			.isNotEqualTo(group(properties + "\nproxy.groups.stock.peer.max-connections=3").source());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"dns.name=a\\npeers=http://a:1 | proxy.groups.g.dns.name = 'a' (Byte array resource [test] - 1:25): Must have exactly one of 'discovery', 'dns' and 'peers', but has dns and peers",
			"dns.name=a\\ndiscovery.service=a | but has discovery and dns",
			"weights=1 | proxy.groups.g.peers: Must name at least one peer",
			"dns.name=a\\ndns.srv=b | Must have exactly one of 'name' and 'srv', but has both",
			"dns.port=8080 | Must have exactly one of 'name' and 'srv', but has none",
			"dns.srv=_http._tcp.a\\ndns.port=8080 | g.dns.port = '8080' (Byte array resource [test] - 2:25): Has no effect with 'srv'",
			"dns.srv=_http._tcp.a\\ndns.family=ipv4 | g.dns.family = 'ipv4' (Byte array resource [test] - 2:27): Has no effect with 'srv'",
			"dns.name=a\\ndns.port=0 | g.dns.port = '0' (Byte array resource [test] - 2:25): 'port' must be from 1 to 65535",
			"dns.name=a\\ndns.port=65536 | 'port' must be from 1 to 65535",
			"dns.name=a\\ndns.scheme=gopher | g.dns.scheme = 'gopher' (Byte array resource [test] - 2:27): Cannot be read",
			"dns.name=a\\ndns.family=ipv5 | g.dns.family = 'ipv5'",
			"dns.name=10.0.0.1 | g.dns.name = '10.0.0.1' (Byte array resource [test] - 1:25): '10.0.0.1' is an IP address, which needs no look-up: use 'peers'",
			"dns.name=2001:db8::1 | is an IP address", "dns.name=http://a:8080 | g.dns.name",
			"dns.name=a:8080 | Must be a DNS name, but was 'a:8080'", "dns.name=a..b | Must be a DNS name",
			"dns.name=a b | g.dns.name", "dns.name= | g.dns.name",
			"dns.name=a\\ndns.host=b | g.dns.host = 'b' (Byte array resource [test] - 2:25): There is no such property",
			"dns.srv=_http._tcp.a b | g.dns.srv", "dns.name=a\\nweights=1 | g.weights = '1'",
			"dns.name=a\\npriorities=1 | Has no effect with 'dns', which says it itself",
			"dns.name=a\\nrefresh.interval=-1s | g.refresh.interval = '-1s' (Byte array resource [test] - 2:33): Must be more than zero",
			"dns.name=a\\nrefresh.min-interval=0 | Must be more than zero",
			"dns.name=a\\nrefresh.max-interval=1ms | Must not be less than 'min-interval' PT1S",
			"dns.name=a\\nrefresh.jitter=2 | Must be from 0 to 1", "dns.name=a\\nrefresh.timeout=0 | g.refresh.timeout",
			"dns.name=a\\nrefresh.remove-after=0 | g.refresh.remove-after = '0'",
			"peers=http://a:1\\nrefresh.interval=1s | Has no effect without 'dns' or 'discovery'",
			"discovery.scheme=http | proxy.groups.g.discovery.service: Must be set",
			"discovery.service=carts | g.discovery.service = 'carts' (Byte array resource [test] - 1:34): Needs a registry: a bean of type DiscoveryClient" })
	void readWhenPropertyIsWrongSaysSo(String properties, String message) {
		String text = properties.replace("\\n", "\n").replaceAll("(?m)^", "proxy.groups.g.");
		InvalidRoutesException problems = RouteConfigurationReaderTests.problems(text);
		assertThat(problems).hasMessageContaining(message.trim());
		assertThat(problems.getProblems()).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void readWhenMuchIsWrongListsAll() {
		InvalidRoutesException problems = catchThrowableOfType(InvalidRoutesException.class,
				() -> RouteConfigurationReaderTests.read("""
						proxy.defaults.refresh.jitter=-1
						proxy.groups.g.dns.name=10.0.0.1
						proxy.groups.h.dns.srv=_http._tcp.h
						proxy.groups.h.dns.port=8080
						proxy.routes.a.path=/a
						proxy.routes.a.group=g
						proxy.routes.a.dns.name=a
						proxy.routes.a.refresh.interval=1s
						proxy.routes.b.path=/b
						proxy.routes.b.discovery.service=carts
						""", false));
		assertThat(problems.getProblems()).extracting(PropertyProblem::property)
			.containsExactlyInAnyOrder("proxy.defaults.refresh.jitter", "proxy.groups.g.dns.name",
					"proxy.groups.h.dns.port", "proxy.routes.a.path", "proxy.routes.a.refresh.interval",
					"proxy.routes.b.discovery.service");
	}

	private static GroupSettings group(String properties) {
		return RouteConfigurationReaderTests.read(properties, true).groups().get(0);
	}

}
