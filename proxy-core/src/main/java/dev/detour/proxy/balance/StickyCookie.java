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

package dev.detour.proxy.balance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.http.FieldSyntax;
import dev.detour.proxy.http.ProxyRequest;

/**
 * A cookie by which a client comes back to the same peer. Its value is a token made from
 * the peer's id with a secret, so it tells nothing about the peer. Gateways that are to
 * understand each other's cookies need the same secret.
 *
 * @since 0.1.0
 */
public final class StickyCookie {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int MIN_SECRET = 16;

	private static final int TOKEN_BYTES = 12;

	private final String name;

	private final byte[] secret;

	/**
	 * Creates a cookie.
	 * @param name the name of the cookie
	 * @param secret the secret, at least 16 bytes
	 * @throws IllegalArgumentException if the name is not a token, or the secret too
	 * short
	 */
	public StickyCookie(String name, byte[] secret) {
		if (!FieldSyntax.isToken(name)) {
			throw new IllegalArgumentException(
					"'name' must be a token (RFC 9110 section 5.6.2), but was '" + name + "'");
		}
		if (secret.length < MIN_SECRET) {
			throw new IllegalArgumentException(
					"'secret' must have at least " + MIN_SECRET + " bytes, but had " + secret.length);
		}
		this.name = name;
		this.secret = secret.clone();
	}

	/**
	 * Returns the token of a peer. Not cheap: for use when peers change, not for
	 * requests.
	 * @param id the id of the peer
	 * @return the token, 16 characters of the URL-safe base 64 alphabet
	 */
	public String token(String id) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(this.secret, ALGORITHM));
			byte[] hash = mac.doFinal(id.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TOKEN_BYTES));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JVM must have " + ALGORITHM, ex);
		}
	}

	/**
	 * Returns the token that a client sent.
	 * @param request the client's request
	 * @return the token, or {@code null} if it sent none
	 */
	public @Nullable String sent(ProxyRequest request) {
		return Cookies.value(request, this.name);
	}

	/**
	 * Returns the value of the {@code Set-Cookie} field that sends a client back: for the
	 * session, for every path, out of reach of scripts, and not for other sites.
	 * @param token the token of the peer
	 * @param request the client's request; if it came over TLS the cookie may only go
	 * back over TLS
	 * @return the value of the field
	 */
	public String field(String token, ProxyRequest request) {
		String secure = request.scheme().equals("https") ? "; Secure" : "";
		return this.name + "=" + token + "; Path=/; HttpOnly; SameSite=Lax" + secure;
	}

	@Override
	public String toString() {
		return "StickyCookie[" + this.name + "]";
	}

}
