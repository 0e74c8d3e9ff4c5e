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

package dev.detour.proxy.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the results down for people.
 */
final class SimulationReport {

	private static final String HEAD = """
			# Simulation

			What a gateway does whose peers fail: the engine, a group of four peers, the default policies for routes
			(three attempts, a budget of 20 % and 10 a second, ejection of outliers) and a limit of 1 s for an
			attempt, under virtual time and without sockets. A thousand requests a second, all of them GET, for ten
			minutes. `SimulationTests` runs and checks it; run with
			`./mvnw -pl proxy-core test -Pslow -Dgroups=slow -Dtest=SimulationTests -Ddetour.simulation.report=$PWD/docs`
			it writes this page.

			Amplification is the number of requests that reached a peer for each request of a client. The budget
			allows 1.2, and 10 a second. The share is that of the first peer, which fails, in what reached peers: of four
			that are well, each has 25 %.

			| scenario | success | amplification | mean latency | 99th percentile | share |
			| --- | --- | --- | --- | --- | --- |
			""";

	private static final int WIDTH = 600;

	private static final int HEIGHT = 130;

	private static final String[] COLOURS = { "#d62728", "#ff7f0e", "#1f77b4", "#17becf" };

	private SimulationReport() {
	}

	static void write(Path docs, Map<Scenario, Result> results) throws IOException {
		StringBuilder page = new StringBuilder(HEAD);
		results.forEach((scenario,
				result) -> page.append(format("| [%s](#%s) | %.3f %% | %.4f | %.1f ms | %.1f ms | %.1f %% |%n",
						scenario.name(), scenario.name(), 100 * result.success(), result.amplification(),
						result.meanMillis(), result.percentileMillis(0.99), 100 * result.share(0, 0))));
		page.append(
				"\nIn the plots, lines are requests that reached a peer in each second, one colour a peer, red the ")
			.append("first; the grey area is the share of clients that got a good response.\n");
		Files.createDirectories(docs.resolve("simulation"));
		for (Map.Entry<Scenario, Result> entry : results.entrySet()) {
			Scenario scenario = entry.getKey();
			page.append(format("%n## %s%n%n%s%n%n![%s](simulation/%s.svg)%n", scenario.name(), scenario.story(),
					scenario.story(), scenario.name()));
			Files.writeString(docs.resolve("simulation").resolve(scenario.name() + ".svg"), plot(entry.getValue()));
		}
		Files.writeString(docs.resolve("simulation.md"), page);
	}

	private static String plot(Result result) {
		StringBuilder svg = new StringBuilder(format(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" "
						+ "viewBox=\"-40 -10 %d %d\" font-family=\"sans-serif\" font-size=\"9\">%n",
				WIDTH + 60, HEIGHT + 40));
		svg.append("<polygon fill=\"#eee\" points=\"0,").append(HEIGHT);
		for (int second = 0; second < result.seconds; second += 2) {
			svg.append(point(second, result, result.successes[second] / (double) result.exchanges[second]));
		}
		svg.append(format(" %d,%d\"/>%n", WIDTH, HEIGHT));
		double top = top(result);
		for (int peer = result.reached.length - 1; peer >= 0; peer--) {
			svg.append(format("<polyline fill=\"none\" stroke=\"%s\" points=\"", COLOURS[peer % COLOURS.length]));
			for (int second = 0; second < result.seconds; second += 2) {
				svg.append(point(second, result, result.reached[peer][second] / top));
			}
			svg.append("\"/>\n");
		}
		svg.append(format("<path d=\"M0,0V%d H%d\" fill=\"none\" stroke=\"#333\"/>%n", HEIGHT, WIDTH))
			.append(format("<text x=\"-5\" y=\"6\" text-anchor=\"end\">%.0f/s</text>%n", top))
			.append(format("<text x=\"-5\" y=\"%d\" text-anchor=\"end\">0</text>%n", HEIGHT))
			.append(format("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d s</text>%n</svg>%n", WIDTH, HEIGHT + 14,
					result.seconds));
		return svg.toString();
	}

	private static double top(Result result) {
		int most = 1;
		for (int[] peer : result.reached) {
			for (int count : peer) {
				most = Math.max(most, count);
			}
		}
		return most;
	}

	private static String point(int second, Result result, double share) {
		return format(" %d,%.1f", second * WIDTH / result.seconds, HEIGHT * (1 - share));
	}

	private static String format(String format, Object... arguments) {
		return String.format(Locale.ROOT, format, arguments);
	}

}
