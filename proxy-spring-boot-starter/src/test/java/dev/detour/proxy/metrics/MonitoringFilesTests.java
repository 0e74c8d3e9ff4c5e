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

package dev.detour.proxy.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the dashboard for Grafana and the rules for Prometheus name meters that
 * exist, with tags that they have.
 */
class MonitoringFilesTests {

	private static final Path FILES = Path.of("..", "docs", "monitoring");

	private static final Pattern SERIES = Pattern.compile("(proxy_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=|!=|=~|!~)\"");

	private static final Pattern GROUPING = Pattern.compile("\\b(?:sum|max|min|avg) by \\(([^)]*)\\) \\(");

	private final Map<String, Set<String>> known = known();

	private static Map<String, Set<String>> known() {
		PrometheusNamingConvention convention = new PrometheusNamingConvention();
		Map<String, Set<String>> known = new HashMap<>();
		for (ProxyMeters meter : ProxyMeters.values()) {
			Set<String> tags = new HashSet<>(meter.tags());
			String name = convention.name(meter.meter(), Meter.Type.valueOf(meter.kind().name()));
			switch (meter.kind()) {
				case TIMER -> {
					known.put(name + "_count", tags);
					known.put(name + "_sum", tags);
					known.put(name + "_max", tags);
				}
				case COUNTER -> known.put(name.endsWith("_total") ? name : name + "_total", tags);
				case GAUGE -> known.put(name, tags);
			}
		}
		return known;
	}

	@Test
	void dashboardNamesMetersThatExist() throws IOException {
		DocumentContext dashboard = JsonPath.parse(Files.readString(FILES.resolve("grafana-dashboard.json")));
		List<String> expressions = new ArrayList<>(dashboard.<List<String>>read("$.panels[*].targets[*].expr"));
		assertThat(expressions).hasSizeGreaterThan(10).allSatisfy(this::assertKnown);
		List<String> queries = dashboard.read("$.templating.list[?(@.type == 'query')].definition");
		assertThat(queries).hasSize(2).allSatisfy((query) -> {
			Matcher values = Pattern.compile("label_values\\((\\w+), (\\w+)\\)").matcher(query);
			assertThat(values.matches()).isTrue();
			assertThat(this.known).containsKey(values.group(1));
			assertThat(this.known.get(values.group(1))).contains(values.group(2));
		});
		List<Integer> ids = dashboard.read("$.panels[*].id");
		assertThat(ids).doesNotHaveDuplicates();
	}

	@Test
	@SuppressWarnings("unchecked")
	void alertsNameMetersThatExist() throws IOException {
		Map<String, Object> file = new Yaml().load(Files.readString(FILES.resolve("prometheus-alerts.yml")));
		List<Map<String, Object>> groups = (List<Map<String, Object>>) file.get("groups");
		List<Map<String, Object>> rules = (List<Map<String, Object>>) groups.get(0).get("rules");
		assertThat(rules).hasSizeGreaterThan(3).allSatisfy((rule) -> {
			assertThat(rule).containsKeys("alert", "expr", "for", "labels", "annotations");
			assertKnown(rule.get("expr").toString());
		});
	}

	@Test
	void dashboardShowsAllMeters() throws IOException {
		String dashboard = Files.readString(FILES.resolve("grafana-dashboard.json"));
		for (ProxyMeters meter : ProxyMeters.values()) {
			assertThat(dashboard).contains(meter.meter().replace('.', '_'));
		}
	}

	private void assertKnown(String expression) {
		Matcher series = SERIES.matcher(expression);
		Set<String> common = null;
		while (series.find()) {
			assertThat(this.known).as(expression).containsKey(series.group(1));
			Set<String> tags = this.known.get(series.group(1));
			if (series.group(2) != null) {
				assertThat(labels(series.group(2))).as(expression).isSubsetOf(tags);
			}
			common = (common != null) ? common : new HashSet<>(tags);
			common.retainAll(tags);
		}
		assertThat(common).as(expression).isNotNull();
		for (Matcher grouping = GROUPING.matcher(expression); grouping.find();) {
			assertThat(common).as(expression).contains(grouping.group(1).split(", "));
		}
	}

	private static List<String> labels(String selector) {
		return LABEL.matcher(selector).results().map((label) -> label.group(1)).toList();
	}

}
