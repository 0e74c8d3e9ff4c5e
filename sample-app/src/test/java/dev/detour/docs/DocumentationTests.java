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

package dev.detour.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.metrics.ProxyMeters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what the documentation says with what is there.
 */
class DocumentationTests {

	private static final Pattern SNIPPET = Pattern.compile("<!-- snippet: (\\S+) -->");

	private static final Pattern TYPE = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?");

	// Of other projects
	private static final Set<String> OTHER_TYPES = Set.of("HttpClient", "Host");

	static List<Page> pages() throws IOException {
		return Page.all();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void javaSnippetsAreCompiled(Page page) throws IOException {
		for (Page.Block block : page.blocks("java")) {
			Matcher matcher = SNIPPET.matcher(block.before());
			assertThat(matcher.matches()).as("a Java snippet in %s names its source: %s", page, block.before())
				.isTrue();
			String source = Files.readString(Page.ROOT.resolve(matcher.group(1)));
			assertThat(contains(source, block.text())).as("%s contains%n%s", matcher.group(1), block.text()).isTrue();
		}
	}

	/**
	 * Returns whether a source contains a snippet as whole lines, at whatever
	 * indentation.
	 * @param source the source
	 * @param snippet the snippet
	 * @return {@code true} if it does
	 */
	private static boolean contains(String source, String snippet) {
		return Stream.of("", "\t", "\t\t")
			.map((indent) -> "\n" + (snippet + "\n").replaceAll("(?m)^(?=.)", indent))
			.anyMatch(source::contains);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesAreKnown(Page page) throws IOException {
		for (Page.Block block : page.blocks("properties")) {
			Properties properties = new Properties();
			properties.load(new StringReader(block.text()));
			assertThat(properties.stringPropertyNames()
				.stream()
				.filter((name) -> name.startsWith("proxy.")
						&& !name.matches("proxy\\.(routes|groups|failover\\.handlers)\\..*")
						&& !name.matches("proxy\\.defaults\\.((request|response)-headers|fallback\\.pages)\\..*")))
				.as("properties in %s", page)
				.isSubsetOf(metadata().keySet());
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Page page) {
		for (String link : page.links()) {
			if (!link.startsWith("http")) {
				String[] parts = link.split("#");
				assertThat(page.file().resolveSibling(parts[0])).as("target of a link in %s", page).exists();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "docs/architecture.md", "docs/decisions/001-sans-io-core.md",
			"docs/decisions/002-own-upstream-connector.md", "docs/decisions/003-two-mounts-and-a-guard.md" })
	void namedTypesExist(String path) throws IOException {
		Map<String, Path> sources = sources();
		for (String line : Page.of(path).lines()) {
			for (String code : Page.code(line)) {
				Matcher matcher = TYPE.matcher(code);
				if (!matcher.matches() || OTHER_TYPES.contains(matcher.group(1))) {
					continue;
				}
				assertThat(sources).as("types named in %s", path).containsKey(matcher.group(1));
				if (matcher.group(2) != null) {
					assertThat(sources.get(matcher.group(1))).content()
						.containsPattern("\\b" + matcher.group(2) + "\\b");
				}
			}
		}
	}

	@Test
	void allPackagesAreNamed() throws IOException {
		Set<String> packages = new TreeSet<>();
		for (Path source : sources().values()) {
			Matcher matcher = Pattern.compile("/src/main/java/dev/detour/proxy/(.+)/\\w+\\.java")
				.matcher(source.toString().replace('\\', '/'));
			if (matcher.find()) {
				packages.add(matcher.group(1).replace('/', '.'));
			}
		}
		List<String> named = Page.of("docs/architecture.md")
			.table("module")
			.stream()
			.flatMap((row) -> Page.code(row.get(1)).stream())
			.toList();
		assertThat(named).containsExactlyInAnyOrderElementsOf(packages);
	}

	@Test
	void configurationTableIsThatOfMetadata() throws IOException {
		Map<String, List<String>> rows = new TreeMap<>();
		metadata().forEach((name, property) -> rows.put(name,
				List.of("`" + name + "`", code(defaultValue(property)), property.get("description").toString())));
		Map<Boolean, List<List<String>>> tables = rows.values()
			.stream()
			.collect(Collectors.partitioningBy((row) -> row.get(0).startsWith("`proxy.defaults.")));
		assertThat(Page.of("README.md").table("property")).containsExactlyElementsOf(tables.get(false));
		assertThat(Page.of("docs/routes.md").table("default property")).containsExactlyElementsOf(tables.get(true));
	}

	private static String code(String value) {
		return value.isEmpty() ? "" : "`" + value + "`";
	}

	private static String defaultValue(Map<?, ?> property) {
		Object value = property.get("defaultValue");
		if (value != null) {
			return value.toString();
		}
		// The metadata does not have it where it is a constant.
		String name = property.get("name").toString();
		String bean = Pattern.compile("-(.)")
			.matcher(name.substring(name.lastIndexOf('.') + 1))
			.replaceAll((hyphen) -> hyphen.group(1).toUpperCase(Locale.ROOT));
		Class<?> type = ClassUtils.resolveClassName(property.get("sourceType").toString(), null);
		Object actual = new BeanWrapperImpl(BeanUtils.instantiateClass(type)).getPropertyValue(bean);
		if (actual instanceof Map<?, ?>) {
			return "";
		}
		return (actual instanceof Collection<?> values) ? StringUtils.collectionToDelimitedString(values, ", ")
				: Objects.toString(actual, "");
	}

	@Test
	void allAnnotationsAreExplained() throws IOException {
		Resource[] classes = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:dev/detour/proxy/annotation/*.class");
		List<String> annotations = Stream.of(classes)
			.map((resource) -> resource.getFilename().replace(".class", ""))
			.filter((name) -> isAnnotation("dev.detour.proxy.annotation." + name))
			.map((name) -> "`@" + name + "`")
			.toList();
		assertThat(first(Page.of("README.md").table("annotation"))).containsExactlyInAnyOrderElementsOf(annotations);
	}

	private static boolean isAnnotation(String name) {
		try {
			return Class.forName(name, false, DocumentationTests.class.getClassLoader()).isAnnotation();
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/failover.md" })
	void allDeliveriesAndVetoesAreExplained(String path) throws IOException {
		assertThat(codeInFirst(Page.of(path).table("delivery")))
			.containsExactly(names(Delivery.values(), Delivery::name));
		assertThat(codeInFirst(Page.of(path).table("veto")))
			.containsExactlyInAnyOrder(names(VetoReason.values(), VetoReason::id));
	}

	@Test
	void allErrorsHaveTheirStatus() throws IOException {
		Map<String, Set<String>> documented = new TreeMap<>();
		for (List<String> row : Page.of("docs/failover.md").table("status")) {
			documented.put(row.get(0), new TreeSet<>(Page.code(row.get(1))));
		}
		Map<String, Set<String>> actual = Arrays.stream(ErrorType.values())
			.collect(Collectors.groupingBy((type) -> String.valueOf(type.status()), TreeMap::new,
					Collectors.mapping(ErrorType::name, Collectors.toCollection(TreeSet::new))));
		assertThat(documented).isEqualTo(actual);
	}

	@Test
	void versionIsThatOfTheBuild() throws IOException {
		String pom = Files.readString(Page.ROOT.resolve("sample-app/pom.xml"));
		Matcher version = Pattern.compile("<version>(.+?)</version>").matcher(pom);
		assertThat(version.find()).isTrue();
		assertThat(Page.of("README.md").blocks("xml")).isNotEmpty()
			.allSatisfy((block) -> assertThat(block.text()).contains(version.group()));
	}

	@Test
	void metersAreThoseOfTheGateway() throws IOException {
		List<List<String>> rows = Stream.of(ProxyMeters.values())
			.map((meter) -> List.of("`" + meter.meter() + "`", meter.kind().name().toLowerCase(Locale.ROOT),
					meter.tags().stream().map((tag) -> "`" + tag + "`").collect(Collectors.joining(", ")),
					meter.description()))
			.toList();
		assertThat(Page.of("docs/observability.md").table("meter")).containsExactlyElementsOf(rows);
	}

	private static List<String> first(List<List<String>> rows) {
		return rows.stream().map((row) -> row.get(0)).toList();
	}

	private static List<String> codeInFirst(List<List<String>> rows) {
		return first(rows).stream().flatMap((cell) -> Page.code(cell).stream()).toList();
	}

	private static <E extends Enum<E>> String[] names(E[] values, Function<E, String> name) {
		return Stream.of(values).map(name).toArray(String[]::new);
	}

	private static Map<String, Path> sources() throws IOException {
		Map<String, Path> sources = new TreeMap<>();
		for (String directory : List.of("src/main", "src/test")) {
			for (String module : List.of("proxy-core", "proxy-spring-boot-starter", "sample-app")) {
				try (Stream<Path> files = Files.walk(Page.ROOT.resolve(module).resolve(directory))) {
					files.filter((file) -> file.toString().endsWith(".java"))
						.forEach((file) -> sources.putIfAbsent(file.getFileName().toString().replace(".java", ""),
								file));
				}
			}
		}
		return sources;
	}

	private static Map<String, Map<?, ?>> metadata() throws IOException {
		Map<String, Map<?, ?>> properties = new TreeMap<>();
		ClassLoader loader = DocumentationTests.class.getClassLoader();
		for (URL url : Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream input = url.openStream()) {
				String json = new String(input.readAllBytes(), StandardCharsets.UTF_8);
				Object all = JsonParserFactory.getJsonParser().parseMap(json).get("properties");
				for (Object property : new ArrayList<>((List<?>) all)) {
					Map<?, ?> values = (Map<?, ?>) property;
					if (values.get("name").toString().startsWith("proxy.")) {
						properties.put(values.get("name").toString(), values);
					}
				}
			}
		}
		return properties;
	}

}
