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

package dev.detour.proxy.exchange;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.overload.LimitScope;
import dev.detour.proxy.overload.RefusalReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link OverloadLog}.
 */
class OverloadLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.detour.proxy.exchange");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private @Nullable Level level;

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final OverloadLog log = new OverloadLog(this.now::get);

	@BeforeEach
	void listen() {
		this.level = this.logger.getLevel();
		this.logger.setLevel(Level.WARN);
		this.appender.start();
		this.logger.addAppender(this.appender);
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(this.level);
	}

	@Test
	void refusalsWhenThereAreManyAreOneLineEveryTenSeconds() {
		ExchangeView<?> exchange = mock();
		BDDMockito.given(exchange.request()).willReturn(ProxyRequest.of("GET", "/a"));
		BDDMockito.given(exchange.handler()).willReturn("orders");
		for (int i = 0; i < 1000; i++) {
			this.log.refused(exchange, LimitScope.HANDLER, RefusalReason.QUEUE_FULL);
		}
		assertThat(lines()).singleElement()
			.asString()
			.startsWith("Overload: 1 exchange(s) refused")
			.endsWith("of 'orders': queue_full (handler)");
		this.now.addAndGet(Duration.ofSeconds(10).toNanos());
		this.log.refused(exchange, LimitScope.GATEWAY, RefusalReason.QUEUE_TIMEOUT);
		this.log.refused(exchange, LimitScope.GATEWAY, RefusalReason.QUEUE_TIMEOUT);
		assertThat(lines()).hasSize(2)
			.last()
			.asString()
			.startsWith("Overload: 1000 exchange(s) refused")
			.endsWith("queue_timeout (gateway)");
	}

	private List<String> lines() {
		return this.appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

}
