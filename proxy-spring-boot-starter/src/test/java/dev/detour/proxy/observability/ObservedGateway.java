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

package dev.detour.proxy.observability;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.TestGateway;

/**
 * A gateway with meters, spans, and an access log that a test can read.
 */
final class ObservedGateway implements AutoCloseable {

	private final TestGateway gateway;

	private final Lines lines = new Lines();

	private ObservedGateway(TestGateway gateway) {
		this.gateway = gateway;
		Logger logger = (Logger) LoggerFactory.getLogger("detour.access");
		this.lines.setContext(logger.getLoggerContext());
		this.lines.start();
		logger.addAppender(this.lines);
	}

	static ObservedGateway start(Class<?> configuration, String... properties) {
		List<String> all = new CopyOnWriteArrayList<>(properties);
		all.addAll(List.of("proxy.access-log.enabled=true", "logging.level.detour.access=info",
				"logging.level.dev.detour=off", "management.endpoints.web.exposure.include=*"));
		return new ObservedGateway(TestGateway.start(configuration, all.toArray(String[]::new)));
	}

	TestGateway gateway() {
		return this.gateway;
	}

	RawClient connect() {
		return RawClient.connect(this.gateway.port());
	}

	MeterRegistry meters() {
		return this.gateway.bean(MeterRegistry.class);
	}

	/**
	 * Returns the count of a meter, summed over all records that have the tags.
	 * @param meter the name
	 * @param tags keys and values
	 * @return the count, 0 if there is no record
	 */
	double count(String meter, String... tags) {
		double count = 0;
		for (Meter found : meters().find(meter).tags(tags).meters()) {
			for (var measurement : found.measure()) {
				if (measurement.getStatistic() == Statistic.COUNT) {
					count += measurement.getValue();
				}
			}
			if (found instanceof Counter && found.measure().iterator().next().getStatistic() != Statistic.COUNT) {
				throw new IllegalStateException("No count in " + found);
			}
		}
		return count;
	}

	void awaitCount(String meter, int count) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> count(meter) >= count);
	}

	double gauge(String meter, String... tags) {
		return meters().get(meter).tags(tags).gauge().value();
	}

	/**
	 * Returns the lines of the access log, and waits for them.
	 * @param count how many there must be
	 * @return the lines
	 */
	List<String> awaitLines(int count) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.lines.messages.size() >= count);
		return this.lines.messages;
	}

	/**
	 * Returns the spans that have ended, and waits for them.
	 * @param count how many there must be
	 * @return the spans in the order of their start
	 */
	List<SpanData> awaitSpans(int count) {
		Spans spans = this.gateway.bean(Spans.class);
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> spans.all().size() >= count);
		return spans.all();
	}

	@Override
	public void close() {
		((Logger) LoggerFactory.getLogger("detour.access")).detachAppender(this.lines);
		this.gateway.close();
	}

	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private final List<String> messages = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.messages.add(event.getFormattedMessage());
		}

	}

}
