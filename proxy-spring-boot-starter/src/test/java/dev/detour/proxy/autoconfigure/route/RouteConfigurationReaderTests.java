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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import dev.detour.proxy.group.PanicMode;
import dev.detour.proxy.health.OutlierPolicy;
import dev.detour.proxy.peer.ForwardProxy;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.peer.Protocols;
import dev.detour.proxy.policy.AttemptTimeout;
import dev.detour.proxy.policy.RatioRetryBudget;
import dev.detour.proxy.policy.RetryBudget;
import dev.detour.proxy.policy.RetryPolicy;
import dev.detour.proxy.route.GroupSettings;
import dev.detour.proxy.route.HeaderChanges;
import dev.detour.proxy.route.HedgeSettings;
import dev.detour.proxy.route.PathRewrite;
import dev.detour.proxy.route.RouteConfiguration;
import dev.detour.proxy.route.RouteSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link RouteConfigurationReader}.
 */
class RouteConfigurationReaderTests {

	@Test
	void readWhenThereIsNothingIsEmpty() {
		assertThat(read("")).isEqualTo(new RouteConfiguration(List.of(), List.of()));
	}

	@Test
	void readWhenRouteHasPeersHasDefaults() {
		RouteConfiguration read = read("""
				proxy.routes.orders.path=/orders/**
				proxy.routes.orders.peers=http://10.0.0.1:8080,https://10.0.0.2
				""");
		RouteSettings route = read.routes().get(0);
		assertThat(route.id()).isEqualTo("orders");
		assertThat(route.group()).isEqualTo("orders");
		assertThat(route.match().paths()).containsExactly("/orders/**");
		assertThat(route.failover().maxAttempts()).isEqualTo(3);
		assertThat(route.failover().timeout()).isEqualTo(Duration.ofSeconds(15));
		assertThat(route.failover().attemptTimeout()).isEqualTo(AttemptTimeout.NONE);
		assertThat(route.failover().policy()).isEqualTo(RetryPolicy.DEFAULT);
		assertThat(route.failover().clientLimits()).isFalse();
		assertThat(route.failover().hedge()).isNull();
		assertThat(route.rewrite()).isEqualTo(PathRewrite.NONE);
		assertThat(route.request()).isEqualTo(HeaderChanges.NONE);
		GroupSettings group = read.groups().get(0);
		assertThat(group.name()).isEqualTo("orders");
		assertThat(group.peers()).containsExactly(Peer.http("10.0.0.1", 8080), Peer.https("10.0.0.2", 443));
		assertThat(group.options().outliers()).isEqualTo(OutlierPolicy.DEFAULT);
		assertThat(group.options().sticky()).isNull();
		assertThat(group.budget().get()).isInstanceOf(RatioRetryBudget.class);
	}

	@Test
	void readWhenEverythingIsSetHasAll() {
		RouteConfiguration read = read("""
				proxy.groups.stock.peers[0]=https://10.0.0.1:8443
				proxy.groups.stock.peers[1]=https://10.0.0.2:8443
				proxy.groups.stock.weights=3,0
				proxy.groups.stock.priorities=0,1
				proxy.groups.stock.load-balancing=consistent-hash
				proxy.groups.stock.hash-key=header:X-User
				proxy.groups.stock.sticky.cookie=peer
				proxy.groups.stock.panic.mode=fail-fast
				proxy.groups.stock.outlier.enabled=false
				proxy.groups.stock.budget.enabled=false
				proxy.groups.stock.peer.connect-timeout=100ms
				proxy.groups.stock.peer.protocols=http-2-or-1-1
				proxy.groups.stock.peer.max-connections=7
				proxy.groups.stock.peer.forward-proxy=http://me:secret@proxy:3128
				proxy.groups.stock.peer.ssl.sni=stock.example
				proxy.routes.stock.path=/stock/**,/store/**
				proxy.routes.stock.host=*.example.com
				proxy.routes.stock.methods=get,HEAD
				proxy.routes.stock.headers.X-Version=2*
				proxy.routes.stock.query.debug=true
				proxy.routes.stock.order=5
				proxy.routes.stock.group=stock
				proxy.routes.stock.strip-prefix=1
				proxy.routes.stock.rewrite.regex=/v(\\\\d)/
				proxy.routes.stock.rewrite.replacement=/version-$1/
				proxy.routes.stock.request-headers.set.X-Gateway=detour
				proxy.routes.stock.response-headers.remove=Server
				proxy.routes.stock.failover.max-attempts=2
				proxy.routes.stock.failover.retry-on=connect-failure,5xx
				proxy.routes.stock.failover.attempt-timeout=2s
				proxy.routes.stock.failover.client-limits=true
				proxy.routes.stock.failover.hedge.delay=80ms
				proxy.routes.stock.failover.hedge.percentile=0.99
				proxy.routes.stock.failover.hedge.max=2
				""");
		assertThat(read.routes().get(0).failover().hedge())
			.isEqualTo(new HedgeSettings(Duration.ofMillis(80), 0.99, Duration.ofMillis(10), 100, 2));
		GroupSettings group = read.groups().get(0);
		Peer peer = Peer.https("10.0.0.1", 8443)
			.withWeight(3)
			.withConnectTimeout(Duration.ofMillis(100))
			.withProtocols(Protocols.HTTP_2_OR_1_1)
			.withMaxConnections(7)
			.withSni("stock.example")
			.withForwardProxy(ForwardProxy.http("proxy", 3128).withCredentials("me", "secret"));
		assertThat(group.peers().get(0)).isEqualTo(peer);
		assertThat(group.peers().get(1).options().priority()).isEqualTo(1);
		assertThat(group.options().sticky()).isNotNull();
		assertThat(group.options().panicMode()).isEqualTo(PanicMode.FAIL_FAST);
		assertThat(group.options().outliers()).isNull();
		assertThat(group.budget().get()).isSameAs(RetryBudget.UNLIMITED);
		RouteSettings route = read.routes().get(0);
		assertThat(route.group()).isEqualTo("stock");
		assertThat(route.match().methods()).isEqualTo(Set.of("GET", "HEAD"));
		assertThat(route.match().conditions()).hasSize(2);
		assertThat(route.match().order()).isEqualTo(5);
		assertThat(route.rewrite().apply("/stock/v2/x?y=/v3/")).isEqualTo("/version-2/x?y=/v3/");
		assertThat(route.request().set()).containsEntry("X-Gateway", "detour");
		assertThat(route.response().remove()).containsExactly("Server");
		assertThat(route.failover().attemptTimeout().limit()).isEqualTo(Duration.ofSeconds(2));
		assertThat(route.failover().clientLimits()).isTrue();
	}

	@Test
	void readWhenDefaultsAreSetInheritsThem() {
		RouteConfiguration read = read("""
				proxy.defaults.failover.max-attempts=5
				proxy.defaults.failover.budget.min-per-second=1
				proxy.defaults.peer.read-timeout=9s
				proxy.defaults.request-headers.set.X-A=a
				proxy.defaults.load-balancing=round-robin
				proxy.groups.shared.peers=http://a:1
				proxy.routes.one.path=/one
				proxy.routes.one.group=shared
				proxy.routes.two.path=/two
				proxy.routes.two.peers=http://b:1
				proxy.routes.two.failover.max-attempts=2
				proxy.routes.two.peer.read-timeout=8s
				proxy.routes.two.request-headers.set.X-B=b
				""");
		assertThat(read.routes()).extracting((route) -> route.failover().maxAttempts()).containsExactly(5, 2);
		assertThat(read.routes().get(1).request().set()).containsOnlyKeys("X-A", "X-B");
		assertThat(read.groups()).extracting((group) -> group.peers().get(0).options().timeouts().read().toSeconds())
			.containsExactly(9L, 8L);
		assertThat(read.groups()).extracting((group) -> group.budgetKey().toString())
			.allSatisfy((key) -> assertThat(key).contains("0.2, 1,"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"a.group=nowhere | a.group = 'nowhere' (Byte array resource [test] - 2:22): There is no such group in 'proxy.groups'",
			"a.group=nowhere | Invalid routes: ",
			"a.peers=http://a:1\\na.failover.timeout=-1s | a.failover.timeout = '-1s' (Byte array resource [test] - 3:33): Must be more than zero",
			"a.peers=http://a:1\\na.failover.timeout=soon | a.failover.timeout = 'soon' (Byte array resource [test] - 3:33): Cannot be read: ",
			"a.peers=http://a:1\\na.weights=0 | a.weights = '0' (Byte array resource [test] - 3:24): At least one must be more than 0",
			"a.peers=http://a:1\\na.weights=1,2 | There must be one for each of the 1 peers, but there are 2",
			"a.peers=http://a:1,http://a:1 | Peer 'http://a:1' must not be there twice",
			"a.peers=ftp://a | 'uri' must be http or https",
			"a.peers=http://a:1\\na.load-balancing=consistent-hash | Needs 'hash-key'",
			"a.peers=http://a:1\\na.load-balancing=magic | Cannot be read: ",
			"a.peers=http://a:1\\na.hash-key=path | Has no effect without",
			"a.peers=http://a:1\\na.failover.attempt-timeout=20s | Must not be more than 'timeout' PT15S",
			"a.peers=http://a:1\\na.failover.max-attempts=0 | a.failover.max-attempts = '0' (Byte array resource [test] - 3:38): Must be at least 1",
			"a.peers=http://a:1\\na.failover.hedge.delay=20s | Must be less than 'timeout' PT15S",
			"a.peers=http://a:1\\na.failover.hedge.percentile=95 | Must be more than 0 and less than 1, such as 0.95",
			"a.peers=http://a:1\\na.failover.hedge.max=2 | Has no effect without 'delay' or 'percentile'",
			"a.peers=http://a:1\\na.failover.hedge.delay=1s\\na.failover.hedge.max=0 | Must be at least 1",
			"a.peers=http://a:1\\na.failover.hedge.min-samples=9 | Has no effect without 'percentile'",
			"a.peers=http://a:1\\na.failover.retry-on=sometimes | Unknown condition 'sometimes'",
			"a.peers=http://a:1\\na.failover.backoff.max=1ms | Must not be less than 'base'",
			"a.peers=http://a:1\\na.failover.budget.ratio=-1 | Must not be negative",
			"a.peers=http://a:1\\na.outlier.success-rate=2 | Must be from 0 to 1",
			"a.peers=http://a:1\\na.outlier.statuses=abc | A status must be like",
			"a.peers=http://a:1\\na.peer.connect-timeout=0 | Must be more than zero",
			"a.peers=http://a:1\\na.peer.forward-proxy=proxy | Must be like 'http://proxy:3128'",
			"a.peers=http://a:1\\na.sticky.cookie=a b | 'name' must be a token",
			"a.peers=http://a:1\\na.sticky.cookie=a\\na.sticky.secret=short | 'secret' must have at least 16 bytes",
			"a.peers=http://a:1\\na.strip-prefix=-1 | Must be at least 0",
			"a.peers=http://a:1\\na.rewrite.regex=( | Unclosed group",
			"a.peers=http://a:1\\na.rewrite.regex=x\\na.rewrite.replacement=$1 | names the group '$1'",
			"a.peers=http://a:1\\na.request-headers.set.X-A=\\u20ac | must not contain",
			"a.peers=http://a:1\\na.host=http://x | The host pattern must be a host name",
			"a.peers=http://a:1\\na.methods=G E T | is not a request method",
			"a.peers=http://a:1\\na.pahts=/x | a.pahts = '/x' (Byte array resource [test] - 3:22): There is no such property",
			"a.peers=http://a:1\\na.group=b | Must have exactly one of 'discovery', 'dns', 'group', 'peers', 'redirect' and 'response'",
			"a.order=1 | but has none", "a.response.body=x | a.response.status: Must be set",
			"a.response.status=99 | 'status' must be from 200",
			"a.redirect.status=200\\na.redirect.location=/ | redirect",
			"b.peers=http://a:1\\nb.path=/{ | Path pattern '/{' is invalid",
			"a.peers=http://a:1\\nb.path=/a\\nb.peers=http://a:1 | Path '/a' is ambiguous with path '/a' of route 'b'" })
	void readWhenPropertyIsWrongSaysSo(String properties, String message) {
		String text = ("a.path=/a\n" + properties.replace("\\n", "\n")).replaceAll("(?m)^", "proxy.routes.");
		assertThat(problems(text.startsWith("proxy.routes.a.path=/a\nproxy.routes.b.peers")
				? text.replace("proxy.routes.a.path=/a\n", "") : text))
			.hasMessageContaining(message.trim());
	}

	@Test
	void readWhenNamesAreInCamelCaseOrBracketsFindsWhatIsBelow() {
		RouteConfiguration read = read("""
				proxy.groups.myGroup.peers=http://a:1
				proxy.groups[your.Group].peers=http://b:1
				proxy.routes.myRoute.path=/my
				proxy.routes.myRoute.group=myGroup
				proxy.routes[yourRoute].path=/your
				proxy.routes[yourRoute].group=your.Group
				""");
		assertThat(read.groups()).extracting(GroupSettings::name).containsExactlyInAnyOrder("myGroup", "your.Group");
		assertThat(read.routes()).extracting(RouteSettings::group).containsExactlyInAnyOrder("myGroup", "your.Group");
	}

	@Test
	void readWhenMuchIsWrongListsAllOnce() {
		InvalidRoutesException problems = problems("""
				proxy.defaults.failover.timeout=0
				proxy.groups.g.peers=
				proxy.groups.g.budget.window=-1s
				proxy.routes.a.path=/a
				proxy.routes.a.group=g
				proxy.routes.a.load-balancing=random
				proxy.routes.b.peers=http://x:99999
				proxy.routes.b.failover.max-attempts=many
				""");
		assertThat(problems.getProblems()).extracting(PropertyProblem::property)
			.containsExactlyInAnyOrder("proxy.defaults.failover.timeout", "proxy.groups.g.peers",
					"proxy.groups.g.budget.window", "proxy.routes.a.load-balancing", "proxy.routes.b.peers",
					"proxy.routes.b.path", "proxy.routes.b.failover.max-attempts");
		FailureAnalysis analysis = new InvalidRoutesFailureAnalyzer().analyze(problems);
		assertThat(analysis.getDescription()).startsWith("7 problems with properties of routes:")
			.contains(
					"    - proxy.groups.g.budget.window = '-1s' (Byte array resource [test] - 3:30): Must be more than zero");
		assertThat(analysis.getAction()).isNotEmpty();
	}

	@Test
	void readWhenSecretIsWrongDoesNotTellIt() {
		assertThat(problems("""
				proxy.routes.a.path=/a
				proxy.routes.a.peers=http://a:1
				proxy.routes.a.sticky.cookie=c
				proxy.routes.a.sticky.secret=hush
				proxy.routes.a.peer.forward-proxy=ftp://user:hush@proxy:1
				""").getMessage()).doesNotContain("hush");
	}

	static RouteConfiguration read(String properties) {
		return read(properties, false);
	}

	static RouteConfiguration read(String properties, boolean discovery) {
		StandardEnvironment environment = new StandardEnvironment();
		try {
			new PropertiesPropertySourceLoader()
				.load("test", new ByteArrayResource(properties.getBytes(StandardCharsets.ISO_8859_1), "test"))
				.forEach(environment.getPropertySources()::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new RouteConfigurationReader(environment, new LimitMapper(null), () -> discovery).get();
	}

	static InvalidRoutesException problems(String properties) {
		InvalidRoutesException problems = catchThrowableOfType(InvalidRoutesException.class, () -> read(properties));
		assertThat(problems).isNotNull();
		return problems;
	}

}
