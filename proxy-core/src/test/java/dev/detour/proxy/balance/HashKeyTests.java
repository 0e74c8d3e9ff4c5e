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

import java.net.InetSocketAddress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HashKey}.
 */
class HashKeyTests {

	private final TestRequest request = new TestRequest("X-User", "jane", "Cookie", "sid2=no; sid=1=2 ; a=b", "cookie",
			"other=3");

	@Test
	void ofWhenRequestHasKeyReturnsIt() {
		assertThat(HashKey.header("x-user").of(this.request)).isEqualTo("jane");
		assertThat(HashKey.cookie("sid").of(this.request)).isEqualTo("1=2");
		assertThat(HashKey.cookie("other").of(this.request)).isEqualTo("3");
		assertThat(HashKey.path().of(this.request)).isEqualTo("/path");
		TestRequest remote = new TestRequest(TestRequest.fields(), "http", new InetSocketAddress("127.0.0.1", 4711));
		assertThat(HashKey.clientAddress().of(remote)).isEqualTo("127.0.0.1");
	}

	@Test
	void ofWhenRequestHasNoKeyReturnsNull() {
		assertThat(HashKey.header("X-Other").of(this.request)).isNull();
		assertThat(HashKey.cookie("si").of(this.request)).isNull();
		assertThat(HashKey.cookie("SID").of(this.request)).isNull();
		assertThat(HashKey.clientAddress().of(this.request)).isNull();
	}

	@Test
	void parseWhenTextNamesKeyReturnsIt() {
		assertThat(HashKey.parse("header:X-User")).isEqualTo(HashKey.header("X-User"));
		assertThat(HashKey.parse("cookie:sid")).isEqualTo(HashKey.cookie("sid"));
		assertThat(HashKey.parse("path")).isEqualTo(HashKey.path());
		assertThat(HashKey.parse("client-address")).isEqualTo(HashKey.clientAddress());
	}

	@Test
	void parseWhenTextIsNoKeySaysWhatIsPossible() {
		assertThatIllegalArgumentException().isThrownBy(() -> HashKey.parse("ip"))
			.withMessage("A hash key must be 'header:<name>', 'cookie:<name>', 'path' or 'client-address', "
					+ "but was 'ip'");
		assertThatIllegalArgumentException().isThrownBy(() -> HashKey.parse("header:"))
			.withMessage("'name' must be a token (RFC 9110 section 5.6.2), but was ''");
	}

}
