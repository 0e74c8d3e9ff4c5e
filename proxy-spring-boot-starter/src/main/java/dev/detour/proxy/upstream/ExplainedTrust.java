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

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Trusts whom another trusts, also under an alternative name, and otherwise says whose
 * certificate it is, which name was expected, and what is wrong with it.
 */
final class ExplainedTrust extends X509ExtendedTrustManager {

	private final X509ExtendedTrustManager trust;

	private final @Nullable String alternativeName;

	/**
	 * Creates the trust.
	 * @param trust whom to trust
	 * @param alternativeName the other name that a certificate may be for, or
	 * {@code null} if names are not checked here
	 */
	ExplainedTrust(X509ExtendedTrustManager trust, @Nullable String alternativeName) {
		this.trust = trust;
		this.alternativeName = alternativeName;
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		try {
			this.trust.checkServerTrusted(chain, authType, engine);
			if (this.alternativeName != null && !CertificateNames.match(chain[0], engine.getPeerHost())
					&& !CertificateNames.match(chain[0], this.alternativeName)) {
				throw new CertificateException("it is for neither of the names");
			}
		}
		catch (CertificateException ex) {
			throw new CertificateException("The certificate of '" + chain[0].getSubjectX500Principal().getName()
					+ "' is not accepted for '" + engine.getPeerHost()
					+ ((this.alternativeName != null) ? "' or '" + this.alternativeName : "") + "': " + ex.getMessage(),
					ex);
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		this.trust.checkServerTrusted(chain, authType, socket);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		this.trust.checkServerTrusted(chain, authType);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		this.trust.checkClientTrusted(chain, authType, socket);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		this.trust.checkClientTrusted(chain, authType, engine);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		this.trust.checkClientTrusted(chain, authType);
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.trust.getAcceptedIssuers();
	}

}
