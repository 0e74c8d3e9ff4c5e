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

package dev.detour.proxy.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.testing.NameServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressLookup} and {@link ServiceLookup} against a real name server.
 */
class DnsLookupTests {

	private static final Refresh REFRESH = new Refresh(Duration.ofSeconds(30), Duration.ofSeconds(1),
			Duration.ofSeconds(60), 0, Duration.ofSeconds(10), null);

	private final NameServer names = NameServer.start();

	private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final EventLoop loop = this.loops.next();

	private final DnsClient client = (eventLoop) -> new DnsNameResolverBuilder(eventLoop)
		.datagramChannelType(NioDatagramChannel.class)
		.queryTimeoutMillis(200)
		.nameServerProvider(new SingletonDnsServerAddressStreamProvider(this.names.address()));

	@AfterEach
	void close() {
		this.loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
		this.names.close();
	}

	@Test
	void nameWhenItHasAddressesIsAPeerForEach() {
		this.names.addresses("stock.test", 17, "10.0.0.2", "10.0.0.1");
		LookupResult.Found found = found(addresses(Peer.http("stock.test", 8080), AddressFamily.IPV4));
		assertThat(found.peers()).extracting(Peer::toString)
			.containsExactly("http://10.0.0.1:8080", "http://10.0.0.2:8080");
		assertThat(found.validity()).hasSeconds(17);
		Peer peer = found.peers().get(0);
		assertThat(peer.options().ownHost(peer.connectionKey())).isEqualTo("stock.test:8080");
		assertThat(peer.options().hostHeader()).isNull();
	}

	@Test
	void nameWhenPeersHaveTlsIsTheNameThatCertificatesMustBeFor() {
		this.names.addresses("stock.test", 60, "10.0.0.1");
		Peer template = Peer.https("stock.test.", 8443).withConnectTimeout(Duration.ofMillis(5));
		Peer peer = found(addresses(template, AddressFamily.IPV4)).peers().get(0);
		assertThat(peer.connectionKey().serverName()).isEqualTo("stock.test");
		assertThat(peer.options().timeouts()).isEqualTo(template.options().timeouts());
		Peer named = found(addresses(template.withSni("other.test"), AddressFamily.IPV4)).peers().get(0);
		assertThat(named.connectionKey().serverName()).isEqualTo("other.test");
	}

	@Test
	void nameWhenItHasAddressesOfBothFamiliesIsAPeerForEachThatIsWanted() {
		this.names.addresses("stock.test", 60, "10.0.0.1", "2001:db8::1");
		assertThat(hosts(AddressFamily.IPV4)).containsExactly("http://10.0.0.1:8080");
		assertThat(hosts(AddressFamily.IPV6)).containsExactly("http://[2001:db8:0:0:0:0:0:1]:8080");
		assertThat(hosts(AddressFamily.ANY)).startsWith("http://10.0.0.1:8080");
	}

	@Test
	void nameWhenItIsAnAliasHoldsNoLongerThanThat() {
		this.names.alias("stock.test", 5, "blue.test").addresses("blue.test", 300, "10.0.0.1");
		LookupResult.Found found = found(addresses(Peer.http("stock.test", 8080), AddressFamily.IPV4));
		assertThat(found.peers()).hasSize(1);
		assertThat(found.validity()).hasSeconds(5);
	}

	@Test
	void nameWhenAliasChangesIsFollowed() {
		this.names.alias("stock.test", 300, "blue.test")
			.addresses("blue.test", 300, "10.0.0.1")
			.addresses("green.test", 300, "10.0.0.2");
		try (PeerLookup lookup = addresses(Peer.http("stock.test", 8080), AddressFamily.IPV4)) {
			assertThat(found(lookup).peers()).extracting(Peer::toString).containsExactly("http://10.0.0.1:8080");
			this.names.alias("stock.test", 300, "green.test");
			assertThat(found(lookup).peers()).extracting(Peer::toString).containsExactly("http://10.0.0.2:8080");
		}
	}

	@Test
	void nameWhenItDoesNotExistIsAbsent() {
		assertThat(find(addresses(Peer.http("stock.test", 8080), AddressFamily.ANY)))
			.isEqualTo(new LookupResult.Absent("NXDOMAIN: there is no such name"));
	}

	@Test
	void nameWhenItHasNoAddressesIsAbsent() {
		this.names.addresses("stock.test", 60);
		assertThat(find(addresses(Peer.http("stock.test", 8080), AddressFamily.IPV4)))
			.isEqualTo(new LookupResult.Absent("The name has no records of type A"));
	}

	@Test
	void nameWhenServerFailsOrRefusesIsNotKnown() {
		for (DnsResponseCode code : List.of(DnsResponseCode.SERVFAIL, DnsResponseCode.REFUSED,
				DnsResponseCode.NOTIMP)) {
			this.names.fail("stock.test", code);
			assertThat(find(addresses(Peer.http("stock.test", 8080), AddressFamily.IPV4)))
				.isInstanceOf(LookupResult.Failed.class)
				.asString()
				.contains(code.toString());
		}
	}

	@Test
	void nameWhenServerIsSilentIsNotKnown() {
		this.names.addresses("stock.test", 60, "10.0.0.1").ignore("stock.test", DnsRecordType.A);
		assertThat(find(addresses(Peer.http("stock.test", 8080), AddressFamily.IPV4)))
			.isInstanceOf(LookupResult.Failed.class);
	}

	@Test
	void nameWhenOneFamilyIsNotAnsweredForKeepsItsAddresses() {
		this.names.addresses("stock.test", 60, "10.0.0.1", "2001:db8::1");
		try (AddressLookup lookup = both()) {
			assertThat(found(lookup).peers()).hasSize(2);
			this.names.addresses("stock.test", 60, "10.0.0.2", "2001:db8::1").ignore("stock.test", DnsRecordType.AAAA);
			assertThat(found(lookup).peers()).extracting(Peer::toString)
				.containsExactly("http://10.0.0.2:8080", "http://[2001:db8:0:0:0:0:0:1]:8080");
			this.names.addresses("stock.test", 60, "10.0.0.2");
			assertThat(found(lookup).peers()).extracting(Peer::toString).containsExactly("http://10.0.0.2:8080");
		}
	}

	@Test
	void nameWhenOneFamilyWasNeverAnsweredForHasTheOther() {
		this.names.addresses("stock.test", 60, "10.0.0.1").ignore("stock.test", DnsRecordType.AAAA);
		try (AddressLookup lookup = both()) {
			assertThat(found(lookup).peers()).hasSize(1);
		}
	}

	@Test
	void lookUpAsksEachTime() {
		this.names.addresses("stock.test", 300, "10.0.0.1");
		try (PeerLookup lookup = addresses(Peer.http("stock.test", 8080), AddressFamily.IPV4)) {
			for (int i = 0; i < 3; i++) {
				found(lookup);
			}
		}
		assertThat(this.names.queries("stock.test", DnsRecordType.A)).isEqualTo(3);
	}

	@Test
	void serviceWhenItHasTargetsIsAPeerForEach() {
		this.names.service("_http._tcp.users.test", 30, "10 3 8081 One.users.test", "20 0 8082 two.users.test");
		LookupResult.Found found = found(services(Peer.http("any", 1)));
		assertThat(found.peers()).containsExactly(Peer.http("one.users.test", 8081).withPriority(10).withWeight(3),
				Peer.http("two.users.test", 8082).withPriority(20).withWeight(1));
		assertThat(found.validity()).hasSeconds(30);
	}

	@Test
	void serviceWhenItsTargetIsTheRootHasNoPeers() {
		this.names.service("_http._tcp.users.test", 30, "0 0 0 .");
		assertThat(found(services(Peer.http("any", 1))).peers()).isEmpty();
	}

	@Test
	void serviceWhenATargetCannotBeAPeerIsNotKnown() {
		this.names.service("_http._tcp.users.test", 30, "0 0 0 one.users.test");
		assertThat(find(services(Peer.http("any", 1)))).isInstanceOf(LookupResult.Failed.class)
			.asString()
			.contains("'port' must be from 1 to 65535");
	}

	@Test
	void serviceWhenItDoesNotExistOrFailsSaysWhich() {
		assertThat(find(services(Peer.http("any", 1)))).isInstanceOf(LookupResult.Absent.class);
		this.names.fail("_http._tcp.users.test", DnsResponseCode.SERVFAIL);
		assertThat(find(services(Peer.http("any", 1)))).isInstanceOf(LookupResult.Failed.class);
		this.names.addresses("_http._tcp.users.test", 30);
		assertThat(find(services(Peer.http("any", 1)))).isInstanceOf(LookupResult.Absent.class);
	}

	private List<String> hosts(AddressFamily family) {
		return found(addresses(Peer.http("stock.test", 8080), family)).peers().stream().map(Peer::toString).toList();
	}

	private AddressLookup addresses(Peer template, AddressFamily family) {
		return new AddressLookup(new SourceSettings.Addresses("stock.test.", template, family, REFRESH), this.client,
				this.loop);
	}

	private AddressLookup both() {
		// Whether or not this machine has IPv6
		DnsClient client = (eventLoop) -> this.client.resolver(eventLoop)
			.resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED);
		return new AddressLookup(
				new SourceSettings.Addresses("stock.test", Peer.http("stock.test", 8080), AddressFamily.ANY, REFRESH),
				client, this.loop);
	}

	private ServiceLookup services(Peer template) {
		return new ServiceLookup(new SourceSettings.Services("_http._tcp.users.test", template, REFRESH), this.client,
				this.loop);
	}

	private LookupResult.Found found(PeerLookup lookup) {
		LookupResult result = find(lookup);
		assertThat(result).isInstanceOf(LookupResult.Found.class);
		return (LookupResult.Found) result;
	}

	private LookupResult find(PeerLookup lookup) {
		CompletableFuture<LookupResult> result = new CompletableFuture<>();
		this.loop.execute(() -> lookup.find(result::complete));
		return result.orTimeout(20, TimeUnit.SECONDS).join();
	}

}
