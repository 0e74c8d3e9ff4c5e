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

package dev.detour.proxy.http;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ListHeaders}.
 */
class ListHeadersTests {

	private final MutableHeaders headers = Headers.create();

	@Test
	void addWhenNameIsThereKeepsBothInOrderAndCase() {
		this.headers.add("B", "1");
		this.headers.add("a", "2");
		this.headers.add("b", "3");
		assertThat(fields()).containsExactly("B=1", "a=2", "b=3");
		assertThat(this.headers.first("b")).isEqualTo("1");
		assertThat(this.headers.all("B")).containsExactly("1", "3");
	}

	@Test
	void setWhenNameIsThereReplacesAll() {
		this.headers.add("B", "1");
		this.headers.add("a", "2");
		this.headers.add("b", "3");
		this.headers.set("B", "4");
		assertThat(fields()).containsExactly("a=2", "B=4");
	}

	@Test
	void removeWhenNameIsThereRemovesAll() {
		this.headers.add("B", "1");
		this.headers.add("b", "2");
		this.headers.add("a", "b");
		this.headers.remove("b");
		assertThat(fields()).containsExactly("a=b");
		assertThat(this.headers.contains("B")).isFalse();
	}

	@Test
	void firstWhenOnlyAValueIsEqualIsNull() {
		this.headers.add("a", "b");
		assertThat(this.headers.first("b")).isNull();
		assertThat(this.headers.all("b")).isEmpty();
	}

	@Test
	void setWhenValueIsBadKeepsOldFields() {
		this.headers.add("a", "1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.set("a", "1\r\nb: 2"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.headers.add("a\r\nb", "2"));
		assertThat(fields()).containsExactly("a=1");
	}

	private List<String> fields() {
		List<String> fields = new ArrayList<>();
		this.headers.forEach((name, value) -> fields.add(name + "=" + value));
		return fields;
	}

}
