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

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;

/**
 * How an upstream does TLS.
 *
 * @param context the upstream's certificate, and whose client certificates it trusts
 * @param clientAuthentication whether a client has to show a certificate
 * @param protocols the TLS versions, or none for all that the JDK offers
 * @since 0.1.0
 */
public record UpstreamTls(SSLContext context, ClientAuthentication clientAuthentication, List<String> protocols) {

	public UpstreamTls {
		protocols = List.copyOf(protocols);
	}

	/**
	 * Returns TLS with a certificate, and with the test CA for client certificates.
	 * @param certificate the upstream's certificate
	 * @return TLS without client authentication
	 */
	public static UpstreamTls of(TestCertificate certificate) {
		return new UpstreamTls(certificate.sslContext(), ClientAuthentication.NONE, List.of());
	}

	/**
	 * Requires clients to show a certificate of the test CA.
	 * @return the changed TLS
	 */
	public UpstreamTls withClientAuthentication() {
		return new UpstreamTls(this.context, ClientAuthentication.REQUIRED, this.protocols);
	}

	/**
	 * Offers these TLS versions only.
	 * @param protocols such as {@code TLSv1.2}
	 * @return the changed TLS
	 */
	public UpstreamTls withProtocols(String... protocols) {
		return new UpstreamTls(this.context, this.clientAuthentication, List.of(protocols));
	}

	SSLSocket handshake(Socket socket, ConnectionLog log) throws IOException {
		SSLSocket secured = (SSLSocket) this.context.getSocketFactory().createSocket(socket, null, true);
		secured.setUseClientMode(false);
		secured.setNeedClientAuth(this.clientAuthentication == ClientAuthentication.REQUIRED);
		if (!this.protocols.isEmpty()) {
			secured.setEnabledProtocols(this.protocols.toArray(String[]::new));
		}
		SSLParameters parameters = secured.getSSLParameters();
		parameters.setSNIMatchers(List.of(new RecordingMatcher(log)));
		secured.setSSLParameters(parameters);
		secured.startHandshake();
		if (this.clientAuthentication == ClientAuthentication.REQUIRED) {
			X509Certificate client = (X509Certificate) secured.getSession().getPeerCertificates()[0];
			log.clientCertificate(client.getSubjectX500Principal().getName());
		}
		return secured;
	}

	/**
	 * Whether clients have to show a certificate.
	 */
	public enum ClientAuthentication {

		/**
		 * They do not.
		 */
		NONE,

		/**
		 * They do.
		 */
		REQUIRED

	}

	private static final class RecordingMatcher extends SNIMatcher {

		private final ConnectionLog log;

		RecordingMatcher(ConnectionLog log) {
			super(StandardConstants.SNI_HOST_NAME);
			this.log = log;
		}

		@Override
		public boolean matches(SNIServerName name) {
			this.log.serverName(new SNIHostName(name.getEncoded()).getAsciiName());
			return true;
		}

	}

}
