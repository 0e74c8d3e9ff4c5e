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

package dev.detour.proxy.upstream;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.peer.PeerTls;
import dev.detour.proxy.peer.Protocols;

/**
 * Client contexts, one for every combination of bundle, verification and protocols, made
 * when first needed. That takes long, since trust is read from files, and so happens on a
 * thread of its own.
 */
final class TlsContexts implements AutoCloseable {

	private static final long IDLE_SECONDS = 5;

	private final TlsMaterial material;

	private final Map<Kind, CompletableFuture<SslContext>> contexts = new ConcurrentHashMap<>();

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), new DefaultThreadFactory("detour-tls", true));

	TlsContexts(TlsMaterial material) {
		this.material = material;
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Finds the context for a way of securing connections, or starts to make it.
	 * @param tls how it is secured
	 * @param protocols the versions of HTTP to negotiate
	 * @return completes with the context, or with the reason why there is none
	 */
	CompletableFuture<SslContext> context(PeerTls tls, Protocols protocols) {
		Kind kind = new Kind(tls.sslBundle(), tls.verifyCertificate(), tls.verifyHostname(), tls.alternativeName(),
				protocols);
		CompletableFuture<SslContext> context = this.contexts.get(kind);
		return (context != null) ? context : this.contexts.computeIfAbsent(kind, this::create);
	}

	/**
	 * Makes the handler that secures one connection. The time limit of its handshake is
	 * the connector's business.
	 * @param context the context
	 * @param key what the connection is
	 * @param allocator for the handler's buffers
	 * @return the handler
	 * @throws SSLException if the server name cannot be one
	 */
	static SslHandler handler(SslContext context, ConnectionKey key, ByteBufAllocator allocator) throws SSLException {
		// The host given here is the name that is verified.
		SslHandler handler = context.newHandler(allocator, key.serverName(), port(key));
		handler.setHandshakeTimeoutMillis(0);
		setServerName(handler.engine(), key);
		return handler;
	}

	private static int port(ConnectionKey key) {
		return (key.address() instanceof PeerAddress.Inet inet) ? inet.port() : -1;
	}

	/**
	 * Sets the server name to send, since the JDK leaves out names without a dot. A host
	 * that cannot be a server name is none; one that was set as such is a mistake.
	 * @param engine the engine
	 * @param key what the connection is
	 * @throws SSLException if the server name cannot be one
	 */
	private static void setServerName(SSLEngine engine, ConnectionKey key) throws SSLException {
		String name = key.serverName();
		if (NetUtil.createByteArrayFromIpAddressString(name) != null) {
			return;
		}
		try {
			SSLParameters parameters = engine.getSSLParameters();
			parameters.setServerNames(List.of(new SNIHostName(name)));
			engine.setSSLParameters(parameters);
		}
		catch (IllegalArgumentException ex) {
			if (key.tls() != null && key.tls().sni() != null) {
				throw new SSLException("'" + name + "' cannot be a server name", ex);
			}
		}
	}

	/**
	 * Forgets the contexts of a bundle, so that new connections take up what was
	 * reloaded.
	 * @param bundle the name of the bundle
	 */
	void reload(String bundle) {
		this.contexts.keySet().removeIf((kind) -> bundle.equals(kind.bundle()));
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	private CompletableFuture<SslContext> create(Kind kind) {
		CompletableFuture<SslContext> context = new CompletableFuture<>();
		this.executor.execute(() -> {
			try {
				context.complete(build(kind));
			}
			catch (SSLException | RuntimeException ex) {
				// The next attempt tries again: the bundle may be there by then.
				this.contexts.remove(kind, context);
				context.completeExceptionally(ex);
			}
		});
		return context;
	}

	private SslContext build(Kind kind) throws SSLException {
		SslContextBuilder builder = this.material.clientContext(kind.bundle());
		boolean verifyName = kind.verifyCertificate() && kind.verifyHostname();
		boolean alternative = verifyName && kind.alternativeName() != null;
		if (kind.verifyCertificate()) {
			builder.trustManager(
					explained(this.material.trust(kind.bundle()), alternative ? kind.alternativeName() : null));
		}
		else {
			builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
		}
		if (kind.protocols() != Protocols.HTTP_1_1) {
			builder.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
				.applicationProtocolConfig(negotiation(kind.protocols()));
		}
		return builder.endpointIdentificationAlgorithm((verifyName && !alternative) ? "HTTPS" : null).build();
	}

	private static TrustManager explained(TrustManagerFactory factory, @Nullable String alternativeName)
			throws SSLException {
		for (TrustManager trust : factory.getTrustManagers()) {
			if (trust instanceof X509ExtendedTrustManager x509) {
				return new ExplainedTrust(x509, alternativeName);
			}
		}
		throw new SSLException("There is no trust for X.509 certificates");
	}

	private static ApplicationProtocolConfig negotiation(Protocols protocols) {
		List<String> names = (protocols == Protocols.HTTP_2) ? List.of(ApplicationProtocolNames.HTTP_2)
				: List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
		return new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
				SelectedListenerFailureBehavior.ACCEPT, names);
	}

	private record Kind(@Nullable String bundle, boolean verifyCertificate, boolean verifyHostname,
			@Nullable String alternativeName, Protocols protocols) {

	}

}
