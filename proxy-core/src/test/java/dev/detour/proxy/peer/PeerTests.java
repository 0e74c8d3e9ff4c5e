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

package dev.detour.proxy.peer;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Peer}.
 */
class PeerTests {

	private static final Peer PEER = Peer.https("example.com", 443);

	private static final ForwardProxy PROXY = ForwardProxy.socks5("10.0.0.9", 1080).withCredentials("u", "secret");

	static Stream<Named<UnaryOperator<Peer>>> connectionOptions() {
		return Stream.of(Named.of("sni", (peer) -> peer.withSni("other.example")),
				Named.of("verify certificate", (peer) -> peer.withVerifyCertificate(false)),
				Named.of("verify host name", (peer) -> peer.withVerifyHostname(false)),
				Named.of("SSL bundle", (peer) -> peer.withSslBundle("client")),
				Named.of("alternative name", (peer) -> peer.withAlternativeName("third.example")),
				Named.of("protocols", (peer) -> peer.withProtocols(Protocols.HTTP_2)),
				Named.of("local address", (peer) -> peer.withLocalAddress("127.0.0.2")),
				Named.of("forward proxy", (peer) -> peer.withForwardProxy(PROXY)),
				Named.of("PROXY protocol", (peer) -> peer.withProxyProtocol(ProxyProtocol.V2)));
	}

	static Stream<Named<UnaryOperator<Peer>>> exchangeOptions() {
		Duration timeout = Duration.ofMillis(7);
		return Stream.of(Named.of("Host", (peer) -> peer.withHostHeader("other.example")),
				Named.of("connect timeout", (peer) -> peer.withConnectTimeout(timeout)),
				Named.of("total connect timeout", (peer) -> peer.withTotalConnectTimeout(timeout)),
				Named.of("read timeout", (peer) -> peer.withReadTimeout(timeout)),
				Named.of("write timeout", (peer) -> peer.withWriteTimeout(timeout)),
				Named.of("idle timeout", (peer) -> peer.withIdleTimeout(timeout)),
				Named.of("max connections", (peer) -> peer.withMaxConnections(7)),
				Named.of("weight", (peer) -> peer.withWeight(7)), Named.of("priority", (peer) -> peer.withPriority(7)));
	}

	@ParameterizedTest
	@MethodSource("connectionOptions")
	void withWhenOptionOfConnectionSharesNoConnections(UnaryOperator<Peer> option) {
		Peer changed = option.apply(PEER);
		assertThat(changed).isNotEqualTo(PEER).isEqualTo(option.apply(PEER)).hasSameHashCodeAs(option.apply(PEER));
		assertThat(changed.connectionKey()).isNotEqualTo(PEER.connectionKey())
			.isEqualTo(option.apply(PEER).connectionKey());
	}

	@ParameterizedTest
	@MethodSource("exchangeOptions")
	void withWhenOptionOfExchangeSharesConnections(UnaryOperator<Peer> option) {
		Peer changed = option.apply(PEER);
		assertThat(changed).isNotEqualTo(PEER).isEqualTo(option.apply(PEER)).hasSameHashCodeAs(option.apply(PEER));
		assertThat(changed.connectionKey()).isEqualTo(PEER.connectionKey());
	}

	@ParameterizedTest
	@MethodSource({ "connectionOptions", "exchangeOptions" })
	void withWhenCalledKeepsOtherOptions(UnaryOperator<Peer> option) {
		Peer changed = option.apply(all());
		assertThat(changed).isEqualTo(all());
	}

	@Test
	void withWhenCalledLeavesPeerAsItWas() {
		all();
		assertThat(PEER).isEqualTo(Peer.https("example.com", 443));
	}

	@Test
	void withWhenCalledSetsOption() {
		Peer peer = all();
		assertThat(peer.connectionKey().tls())
			.isEqualTo(new PeerTls("other.example", false, false, "third.example", "client"));
		assertThat(peer.connectionKey().localAddress()).isEqualTo("127.0.0.2");
		assertThat(peer.connectionKey().protocols()).isEqualTo(Protocols.HTTP_2);
		assertThat(peer.connectionKey().proxy()).isEqualTo(PROXY);
		assertThat(peer.options().maxConnections()).isEqualTo(7);
		assertThat(peer.options().weight()).isEqualTo(7);
		assertThat(peer.options().priority()).isEqualTo(7);
		assertThat(peer.options().hostHeader()).isEqualTo("other.example");
		Duration timeout = Duration.ofMillis(7);
		assertThat(peer.options().timeouts()).isEqualTo(new PeerTimeouts(timeout, timeout, timeout, timeout, timeout));
	}

	@Test
	void equalsWhenAddressOrSchemeDiffersIsFalse() {
		assertThat(PEER).isNotEqualTo(Peer.https("example.com", 444))
			.isNotEqualTo(Peer.https("example.org", 443))
			.isNotEqualTo(Peer.http("example.com", 443))
			.isNotEqualTo("https://example.com:443");
	}

	@ParameterizedTest
	@MethodSource("tlsOptions")
	void withWhenTlsOptionOfPlainPeerFails(UnaryOperator<Peer> option) {
		assertThatIllegalStateException().isThrownBy(() -> option.apply(Peer.http("example.com", 80)))
			.withMessage("Peer 'http://example.com:80' does not speak TLS: create it with Peer.https");
	}

	static Stream<Named<UnaryOperator<Peer>>> tlsOptions() {
		Set<String> ofAnyPeer = Set.of("protocols", "local address", "forward proxy", "PROXY protocol");
		return connectionOptions().filter((option) -> !ofAnyPeer.contains(option.getName()));
	}

	@Test
	void withForwardProxyWhenUnixDomainSocketFails() {
		assertThatIllegalStateException().isThrownBy(() -> Peer.unix("/run/orders.sock").withForwardProxy(PROXY))
			.withMessageStartingWith("Peer 'unix:/run/orders.sock' is on this machine");
	}

	@Test
	void toStringOfForwardProxyHidesCredentials() {
		assertThat(PROXY).hasToString("socks5://10.0.0.9:1080");
		assertThat(ForwardProxy.http("::1", 3128)).hasToString("http://[::1]:3128");
	}

	@Test
	void unixWhenPathIsAbsoluteNamesPeer() {
		assertThat(Peer.unix("/run/orders.sock")).hasToString("unix:/run/orders.sock")
			.isEqualTo(Peer.of("unix:/run/orders.sock"));
		assertThat(Peer.unix("/run/orders.sock").connectionKey().authority()).isEqualTo("localhost");
	}

	@Test
	void unixWhenPathIsTooLongOrRelativeFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> Peer.unix("/" + "a".repeat(103)))
			.withMessageStartingWith("'path' must have at most 103 bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> Peer.unix("run/orders.sock"))
			.withMessageStartingWith("'path' must be an absolute path");
	}

	@Test
	void withWhenNumberIsOutOfRangeFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> PEER.withMaxConnections(0))
			.withMessage("'maxConnections' must be positive, but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> PEER.withWeight(-1))
			.withMessage("'weight' must not be negative, but was -1");
		assertThatIllegalArgumentException().isThrownBy(() -> PEER.withPriority(-1))
			.withMessage("'priority' must not be negative, but was -1");
	}

	@Test
	void withHostHeaderWhenValueWouldEndFieldFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> PEER.withHostHeader("a\r\nX: 1"));
	}

	@Test
	void withSniWhenNullFails() {
		assertThatNullPointerException().isThrownBy(() -> PEER.withSni(null)).withMessage("'sni' must not be null");
	}

	@ParameterizedTest
	@CsvSource({ "http://example.com, http://example.com:80", "https://example.com, https://example.com:443",
			"HTTPS://example.com/, https://example.com:443", "http://10.0.0.1:8080, http://10.0.0.1:8080",
			"http://[::1]:8080, http://[::1]:8080", "https://[2001:db8::1], https://[2001:db8::1]:443",
			"http://order_service:8080, http://order_service:8080", "http://order_service, http://order_service:80" })
	void ofWhenGoodUriNamesPeer(String uri, String expected) {
		assertThat(Peer.of(uri)).hasToString(expected).isEqualTo(Peer.of(URI.create(uri)));
	}

	@Test
	void ofWhenIpv6LiteralKeepsNoBrackets() {
		assertThat(Peer.of("http://[::1]:8080").address()).isEqualTo(PeerAddress.of("::1", 8080));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.com", "example.com:80", "ftp://example.com", "http:", "http:///path",
			"http://example.com/path", "http://example.com?query", "http://example.com#fragment",
			"http://user@example.com", "http://user:secret@order_service", "http://example.com:0",
			"http://example.com:65536", "http://order_service:", "http://order_service:http", "http://a b",
			"http://example.com\r\n" })
	void ofWhenBadUriFails(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> Peer.of(uri));
	}

	@Test
	void ofWhenUriHasSecretDoesNotRepeatIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> Peer.of("http://user:secret@example.com"))
			.withMessageNotContaining("secret");
	}

	private static Peer all() {
		return Stream.concat(connectionOptions(), exchangeOptions())
			.map(Named::getPayload)
			.reduce(PEER, (peer, option) -> option.apply(peer), (one, other) -> other);
	}

}
