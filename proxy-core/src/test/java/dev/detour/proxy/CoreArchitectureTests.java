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

package dev.detour.proxy;

import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps the packages of the core in one direction, and the core free of I/O, threads,
 * clocks, and frameworks.
 */
class CoreArchitectureTests {

	private static final String ROOT = "dev.detour.proxy.";

	/**
	 * Every package of the core with the packages that it may depend on. A new entry, or
	 * a new name in one, is a decision about the design: say why in the commit.
	 */
	private static final Map<String, List<String>> ALLOWED = Map.ofEntries(
	// @formatter:off
			Map.entry("http", List.of()),
			Map.entry("peer", List.of("http")),
			Map.entry("balance", List.of("http")),
			Map.entry("failure", List.of("http", "peer")),
			Map.entry("decision", List.of("http", "peer", "failure")),
			Map.entry("attempt", List.of("http", "peer", "failure", "decision")),
			Map.entry("policy", List.of("http", "peer", "failure", "attempt", "decision")),
			Map.entry("health", List.of("http", "peer", "failure", "attempt", "decision", "policy")),
			Map.entry("overload", List.of()),
			Map.entry("event", List.of("http", "peer", "failure", "attempt", "decision", "policy", "overload")),
			Map.entry("hook", List.of("http", "peer", "failure", "attempt", "decision", "policy", "overload", "event")),
			Map.entry("engine", List.of("http", "peer", "failure", "attempt", "decision", "policy", "event", "hook")),
			Map.entry("group", List.of("http", "peer", "balance", "failure", "attempt", "decision", "policy", "health",
					"overload", "event", "hook")));
	// @formatter:on

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.detour.proxy");

	static Stream<Map.Entry<String, List<String>>> packages() {
		return ALLOWED.entrySet().stream();
	}

	@ParameterizedTest
	@MethodSource("packages")
	void packageDependsOnlyOnPackagesBeforeIt(Map.Entry<String, List<String>> entry) {
		String[] allowed = Stream
			.concat(Stream.of("java..", "javax.crypto..", "org.jspecify.annotations", ROOT + entry.getKey()),
					entry.getValue().stream().map(ROOT::concat))
			.toArray(String[]::new);
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT + entry.getKey())
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(allowed)
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void everyPackageIsKnown() {
		ArchRuleDefinition.classes()
			.should()
			.resideInAnyPackage(ALLOWED.keySet().stream().map(ROOT::concat).toArray(String[]::new))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices()
			.matching("dev.detour.proxy.(**)")
			.should()
			.beFreeOfCycles()
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void coreHasNoLoggersOrSockets() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.util.logging..", "java.nio.channels..", "java.net.http..", "javax.net..")
			.orShould()
			.dependOnClassesThat()
			.belongToAnyOf(System.Logger.class, Socket.class)
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void coreHasNoThreadsFuturesOrTimers() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.areAssignableTo(Thread.class)
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(ExecutorService.class)
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(Future.class)
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(Timer.class)
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void timeAndRandomnessAreParameters() {
		ArchRuleDefinition.noClasses()
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(Math.class, "random")
			.orShould()
			.dependOnClassesThat(JavaClass.Predicates.type(Clock.class))
			.orShould()
			.dependOnClassesThat(JavaClass.Predicates.type(ThreadLocalRandom.class))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

}
