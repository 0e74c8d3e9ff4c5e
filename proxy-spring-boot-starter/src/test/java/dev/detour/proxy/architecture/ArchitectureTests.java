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

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Says which package may know what. The order of the core's own packages is checked in
 * the core.
 */
class ArchitectureTests {

	private static final String ROOT = "dev.detour.proxy.";

	private static final String[] OPTIONAL_LIBRARIES = { "io.micrometer..", "org.springframework.boot.actuate..",
			"org.springframework.boot.health..", "org.springframework.boot.micrometer.." };

	private static final String AUTO_CONFIGURATION_OF_OPTIONAL_LIBRARIES = "dev\\.detour\\.proxy\\.autoconfigure\\."
			+ ".*(?i:metrics|observation|tracing|actuate|endpoint|health|info).*";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.detour.proxy");

	@Test
	void packagesAreFreeOfCycles() {
		check(SlicesRuleDefinition.slices().matching("dev.detour.proxy.(**)").should().beFreeOfCycles());
	}

	@Test
	void everyPackageIsKnown() {
		check(ArchRuleDefinition.classes()
			.should()
			.resideInAnyPackage(ROOT + "http", ROOT + "peer", ROOT + "failure", ROOT + "attempt", ROOT + "decision",
					ROOT + "policy", ROOT + "overload", ROOT + "event", ROOT + "hook", ROOT + "engine",
					ROOT + "balance", ROOT + "health", ROOT + "group", ROOT + "annotation", ROOT + "handler",
					ROOT + "route", ROOT + "source", ROOT + "check", ROOT + "upstream", ROOT + "exchange",
					ROOT + "server", ROOT + "server.webflux", ROOT + "accesslog", ROOT + "metrics",
					ROOT + "observation", ROOT + "actuate", ROOT + "adaptive", ROOT + "autoconfigure.."));
	}

	@Test
	void annotationsAndHandlersDoNotKnowNetty() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(ROOT + "annotation..", ROOT + "handler..", ROOT + "route..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty..", "reactor.netty.."));
	}

	@Test
	void dataPathDoesNotKnowSpring() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(ROOT + "upstream..", ROOT + "exchange..", ROOT + "server..", ROOT + "check..",
					ROOT + "source..")
			.and()
			.resideOutsideOfPackage(ROOT + "server.webflux..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.."));
	}

	@Test
	void onlyObservabilityKnowsMicrometerAndActuator() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(ROOT + "metrics..", ROOT + "observation..", ROOT + "actuate..")
			.and()
			.haveNameNotMatching(AUTO_CONFIGURATION_OF_OPTIONAL_LIBRARIES)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(OPTIONAL_LIBRARIES));
	}

	@Test
	void onlyAdaptiveLimitsKnowTheLibraryOfNetflix() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(ROOT + "adaptive..")
			.and()
			.doNotHaveSimpleName("ProxyAdaptiveLimitAutoConfiguration")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.netflix.."));
	}

	@Test
	void onlyDiscoveryKnowsSpringCloud() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(ROOT + "autoconfigure.discovery..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.cloud.."));
	}

	@Test
	void nothingDependsOnAutoConfiguration() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(ROOT + "autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + "autoconfigure.."));
	}

	@Test
	void nothingUsesJavaUtilLogging() {
		check(ArchRuleDefinition.noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
	}

	@Test
	void configurationPropertiesAreInAutoConfigure() {
		check(ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(ConfigurationProperties.class)
			.should()
			.resideInAPackage(ROOT + "autoconfigure.."));
	}

	@Test
	void namesSayWhatAClassIs() {
		check(ArchRuleDefinition.noClasses()
			.should()
			.haveSimpleNameEndingWith("Impl")
			.orShould()
			.haveSimpleNameEndingWith("Helper")
			.orShould()
			.haveSimpleNameEndingWith("Manager")
			.orShould()
			.haveSimpleNameEndingWith("Util")
			.orShould()
			.haveSimpleNameEndingWith("Utils"));
	}

	private static void check(ArchRule rule) {
		rule.allowEmptyShould(true).check(CLASSES);
	}

}
