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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StickyCookie}.
 */
class StickyCookieTests {

	private final StickyCookie cookie = new StickyCookie("peer", "0123456789abcdef".getBytes());

	@Test
	void tokenWhenSecretIsSameIsSameAndTellsNothing() {
		String token = this.cookie.token("http://10.0.0.1:80");
		assertThat(token).matches("[A-Za-z0-9_-]{16}")
			.isEqualTo(new StickyCookie("other", "0123456789abcdef".getBytes()).token("http://10.0.0.1:80"))
			.isNotEqualTo(this.cookie.token("http://10.0.0.2:80"))
			.isNotEqualTo(new StickyCookie("peer", new byte[16]).token("http://10.0.0.1:80"));
	}

	@Test
	void fieldWhenRequestCameOverTlsIsSecure() {
		assertThat(this.cookie.field("abc", new TestRequest())).isEqualTo("peer=abc; Path=/; HttpOnly; SameSite=Lax");
		assertThat(this.cookie.field("abc", new TestRequest(TestRequest.fields(), "https", null)))
			.isEqualTo("peer=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
	}

	@Test
	void cookieWhenSecretIsShortOrNameOddIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new StickyCookie("peer", new byte[15]))
			.withMessage("'secret' must have at least 16 bytes, but had 15");
		assertThatIllegalArgumentException().isThrownBy(() -> new StickyCookie("a b", new byte[16]))
			.withMessageContaining("'a b'");
	}

}
