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

package dev.detour.proxy.accesslog;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Redaction}.
 */
class RedactionTests {

	private final Redaction redaction = Redaction.of(List.of("Token", "key"), List.of("X-Key"));

	@ParameterizedTest
	@CsvSource({ "/a, /a", "/a?, /a?", "/a?b, /a?b", "/a?token, /a?token", "/a?token=, /a?token=***",
			"/a?token=b=c, /a?token=***", "/?a=b&TOKEN=c&d, /?a=b&TOKEN=***&d", "/?&&key=1&, /?&&key=***&",
			"/?t%6Fken=1, /?t%6Fken=***", "/?%zz=1, /?%zz=1", "/?mytoken=1, /?mytoken=1", "/a?b?token=1, /a?b?token=1",
			"http://a@b/c, http://***@b/c", "http://b/c@d, http://b/c@d", "/x://a@b, /x://a@b",
			"http://a:b@c@d?token=1, http://***@d?token=***" })
	void uriWhenItHasSecretsHasThemReplaced(String uri, String redacted) {
		assertThat(this.redaction.uri(uri)).isEqualTo(redacted);
	}

	@Test
	void fieldWhenSecretIsReplaced() {
		assertThat(this.redaction.field("x-KEY", "1")).isEqualTo("***");
		assertThat(this.redaction.field("x-other", "1")).isEqualTo("1");
	}

}
