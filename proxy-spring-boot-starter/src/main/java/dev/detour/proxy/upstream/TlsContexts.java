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
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import dev.detour.proxy.peer.ConnectionKey;
import dev.detour.proxy.peer.PeerAddress;
import dev.detour.proxy.peer.PeerTls;

/**
 * Client contexts, one for every combination of bundle and verification, made when first
 * needed.
 */
final class TlsContexts {

	private final TlsMaterial material;

	private final Map<Kind, SslContext> contexts = new ConcurrentHashMap<>();

	TlsContexts(TlsMaterial material) {
		this.material = material;
	}

	/**
	 * Makes the context for a way of securing connections, unless there is one already.
	 * That takes long: trust is read from files.
	 * @param tls how connections are secured
	 * @return the context
	 * @throws SSLException if there is none for it
	 */
	SslContext context(PeerTls tls) throws SSLException {
		Kind kind = new Kind(tls.sslBundle(), tls.verifyCertificate(), tls.verifyHostname());
		SslContext context = this.contexts.get(kind);
		if (context == null) {
			context = create(kind);
			this.contexts.put(kind, context);
		}
		return context;
	}

	/**
	 * Makes the handler that secures one connection. The time limit of its handshake is
	 * the connector's business.
	 * @param key what the connection is
	 * @param tls how it is secured
	 * @param allocator for the handler's buffers
	 * @return the handler
	 * @throws SSLException if there is no context for it
	 */
	SslHandler handler(ConnectionKey key, PeerTls tls, ByteBufAllocator allocator) throws SSLException {
		SslContext context = context(tls);
		// The host given here is the name that is verified.
		SslHandler handler = context.newHandler(allocator, key.serverName(), port(key));
		handler.setHandshakeTimeoutMillis(0);
		setServerName(handler.engine(), key, tls);
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
	 * @param tls how it is secured
	 * @throws SSLException if the server name cannot be one
	 */
	private static void setServerName(SSLEngine engine, ConnectionKey key, PeerTls tls) throws SSLException {
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
			if (tls.sni() != null) {
				throw new SSLException("'" + name + "' cannot be a server name", ex);
			}
		}
	}

	/**
	 * Forgets all contexts, so that new connections take up reloaded bundles.
	 */
	void reload() {
		this.contexts.clear();
	}

	private SslContext create(Kind kind) throws SSLException {
		SslContextBuilder builder = this.material.clientContext(kind.bundle());
		if (!kind.verifyCertificate()) {
			builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
		}
		boolean verifyName = kind.verifyCertificate() && kind.verifyHostname();
		return builder.endpointIdentificationAlgorithm(verifyName ? "HTTPS" : null).build();
	}

	private record Kind(@Nullable String bundle, boolean verifyCertificate, boolean verifyHostname) {

	}

}
