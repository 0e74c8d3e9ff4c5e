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

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import io.netty.util.NetUtil;

/**
 * The names that a certificate is for (RFC 9525): only those in its subject alternative
 * names count, and a wildcard stands for one whole label, the first.
 */
final class CertificateNames {

	private static final int DNS = 2;

	private static final int IP = 7;

	private CertificateNames() {
	}

	/**
	 * Returns whether a certificate is for a name.
	 * @param certificate the certificate
	 * @param name a host name or an IP literal
	 * @return {@code true} if it is
	 * @throws CertificateParsingException if its names cannot be read
	 */
	static boolean match(X509Certificate certificate, String name) throws CertificateParsingException {
		Collection<List<?>> names = certificate.getSubjectAlternativeNames();
		if (names == null) {
			return false;
		}
		byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
		for (List<?> entry : names) {
			if (entry.get(1) instanceof String value) {
				int type = (Integer) entry.get(0);
				boolean matches = (address != null)
						? type == IP && Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(value))
						: type == DNS && matchHost(value, name);
				if (matches) {
					return true;
				}
			}
		}
		return false;
	}

	static boolean matchHost(String pattern, String host) {
		if (!pattern.startsWith("*.")) {
			return pattern.equalsIgnoreCase(host);
		}
		int dot = host.indexOf('.');
		// Not for a whole top-level domain.
		return dot > 0 && pattern.indexOf('.', 2) > 0 && pattern.substring(1).equalsIgnoreCase(host.substring(dot));
	}

}
