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

package dev.detour.proxy.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.ConfigurationProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that auto-configurations look as Spring Boot's own do, that they are listed, and
 * that the annotation processors have seen them.
 */
class AutoConfigurationTests {

	private static final Path IMPORTS = Path.of("src", "main", "resources", "META-INF", "spring",
			"org.springframework.boot.autoconfigure.AutoConfiguration.imports");

	private static final Path GENERATED = Path.of("target", "classes", "META-INF");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.detour.proxy");

	@Test
	void autoConfigurationsArePublicAndFinal() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void autoConfigurationsHaveNoPublicMembers() {
		ArchRuleDefinition.members()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.and(areNotImplicitConstructors())
			.should()
			.notBePublic()
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void autoConfigurationsAreListedInOrder() throws IOException {
		List<String> listed = Files.exists(IMPORTS) ? Files.readAllLines(IMPORTS) : List.of();
		List<String> expected = CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getName)
			.sorted()
			.toList();
		assertThat(listed).containsExactlyElementsOf(expected);
	}

	@Test
	void conditionsAreInGeneratedMetadata() throws IOException {
		List<JavaClass> conditional = CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.filter((type) -> type.isAnnotatedWith(ConditionalOnClass.class))
			.toList();
		Path metadata = GENERATED.resolve("spring-autoconfigure-metadata.properties");
		String content = Files.exists(metadata) ? Files.readString(metadata) : "";
		assertThat(conditional).allSatisfy((type) -> assertThat(content).contains(type.getName()));
	}

	@Test
	void propertiesAreInGeneratedMetadata() throws IOException {
		List<JavaClass> properties = CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(ConfigurationProperties.class))
			.toList();
		Path metadata = GENERATED.resolve("spring-configuration-metadata.json");
		String content = Files.exists(metadata) ? Files.readString(metadata) : "";
		assertThat(properties).allSatisfy((type) -> assertThat(content).contains(type.getName()));
	}

	private static DescribedPredicate<JavaMember> areNotImplicitConstructors() {
		return DescribedPredicate.describe("are not implicit constructors",
				(member) -> !(member instanceof JavaConstructor constructor
						&& constructor.getRawParameterTypes().isEmpty()));
	}

}
