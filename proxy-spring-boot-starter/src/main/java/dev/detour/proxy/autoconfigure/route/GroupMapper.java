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

package dev.detour.proxy.autoconfigure.route;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.balance.HashKey;
import dev.detour.proxy.balance.LoadBalancer;
import dev.detour.proxy.balance.SlowStart;
import dev.detour.proxy.balance.StickyCookie;
import dev.detour.proxy.check.CheckSettings;
import dev.detour.proxy.check.Probe;
import dev.detour.proxy.group.GroupOptions;
import dev.detour.proxy.health.EjectionTimes;
import dev.detour.proxy.health.HealthThresholds;
import dev.detour.proxy.health.OutlierPolicy;
import dev.detour.proxy.http.StatusSet;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.RatioRetryBudget;
import dev.detour.proxy.policy.RetryBudget;
import dev.detour.proxy.route.GroupSettings;
import dev.detour.proxy.source.SourceSettings;

/**
 * Properties to groups of peers.
 */
final class GroupMapper {

	private final byte[] randomSecret;

	/**
	 * Creates a mapper.
	 * @param randomSecret the secret of cookies that have none of their own
	 */
	GroupMapper(byte[] randomSecret) {
		this.randomSecret = randomSecret;
	}

	/**
	 * Makes a group.
	 * @param name its name
	 * @param properties how its peers are used
	 * @param section where it is
	 * @param peers its peers
	 * @param source where they come from, or {@code null} if they are named
	 * @param budget its budget
	 * @param budgetSection where that is
	 * @return the group, or {@code null} if something is wrong
	 */
	@Nullable GroupSettings map(String name, PeersProperties properties, Section section, List<Peer> peers,
			@Nullable SourceSettings source, BudgetProperties budget, Section budgetSection) {
		LoadBalancer balancer = balancer(properties, section);
		StickyCookie sticky = sticky(properties.getSticky(), section.below("sticky"));
		OutlierPolicy outliers = outliers(properties.getOutlier(), section.below("outlier"));
		HealthThresholds thresholds = thresholds(properties.getHealth(), section.below("health"));
		CheckSettings check = check(properties.getHealth(), section.below("health"));
		section.notNegative("slow-start", properties.getSlowStart());
		section.below("panic").share("share", properties.getPanic().getShare());
		Integer maxExchanges = properties.getPeer().getMaxExchanges();
		section.below("peer").atLeast("max-exchanges", maxExchanges, 1);
		Supplier<RetryBudget> retries = budget(budget, budgetSection);
		if (balancer == null || thresholds == null || !section.problems().all().isEmpty()) {
			return null;
		}
		PeersProperties.Sticky cookie = properties.getSticky();
		GroupOptions options = new GroupOptions(balancer, sticky, outliers, new SlowStart(properties.getSlowStart()),
				properties.getPanic().getShare(), properties.getPanic().getMode(), thresholds, maxExchanges);
		List<Object> key = Arrays.asList(properties.getLoadBalancing(), properties.getHashKey(),
				properties.getHashBound(), cookie.getCookie(), cookie.getSecret(), outliers, options.slowStart(),
				options.panicShare(), options.panicMode(), thresholds, check, maxExchanges);
		List<Object> budgetKey = List.of(budget.isEnabled(), budget.getRatio(), budget.getMinPerSecond(),
				budget.getWindow());
		return new GroupSettings(name, peers, source, options, key, retries, budgetKey, check);
	}

	private static @Nullable LoadBalancer balancer(PeersProperties properties, Section section) {
		String key = properties.getHashKey();
		if (properties.getLoadBalancing() != LoadBalancing.CONSISTENT_HASH && section.isSet("hash-key")) {
			section.problem("hash-key", "Has no effect without 'load-balancing' consistent-hash");
		}
		return switch (properties.getLoadBalancing()) {
			case ROUND_ROBIN -> LoadBalancer.roundRobin();
			case RANDOM -> LoadBalancer.random();
			case LEAST_REQUESTS -> LoadBalancer.leastRequests();
			case PEAK_EWMA -> LoadBalancer.peakEwma();
			case CONSISTENT_HASH -> {
				if (key == null) {
					section.problem("load-balancing",
							"Needs 'hash-key': 'header:name', 'cookie:name', 'path' or 'client-address'");
					yield null;
				}
				HashKey hash = section.check("hash-key", () -> HashKey.parse(key));
				yield (hash != null) ? section.check("hash-bound",
						() -> LoadBalancer.consistentHash(hash, properties.getHashBound())) : null;
			}
		};
	}

	private @Nullable StickyCookie sticky(PeersProperties.Sticky sticky, Section section) {
		String cookie = sticky.getCookie();
		String secret = sticky.getSecret();
		if (cookie == null) {
			if (secret != null) {
				section.problem("secret", "Has no effect without 'cookie'");
			}
			return null;
		}
		byte[] bytes = (secret != null) ? secret.getBytes(StandardCharsets.UTF_8) : this.randomSecret;
		if (section.check("cookie", () -> new StickyCookie(cookie, this.randomSecret)) == null) {
			return null;
		}
		return section.check("secret", () -> new StickyCookie(cookie, bytes));
	}

	private static @Nullable OutlierPolicy outliers(OutlierProperties outlier, Section section) {
		section.atLeast("consecutive-failures", outlier.getConsecutiveFailures(), 1);
		section.atLeast("min-samples", outlier.getMinSamples(), 1);
		section.share("success-rate", outlier.getSuccessRate());
		section.share("max-ejected", outlier.getMaxEjected());
		section.positive("window", outlier.getWindow());
		Section ejection = section.below("ejection");
		OutlierProperties.Ejection times = outlier.getEjection();
		ejection.positive("base", times.getBase());
		ejection.share("jitter", times.getJitter());
		if (times.getMax().compareTo(times.getBase()) < 0) {
			ejection.problem("max", "Must not be less than 'base' " + times.getBase());
		}
		StatusSet statuses = section.check("statuses", () -> statuses(outlier.getStatuses()));
		if (!outlier.isEnabled() || statuses == null || !section.problems().all().isEmpty()) {
			return null;
		}
		return new OutlierPolicy(outlier.getConsecutiveFailures(), outlier.getSuccessRate(), outlier.getMinSamples(),
				outlier.getWindow(), new EjectionTimes(times.getBase(), times.getMax(), times.getJitter()),
				outlier.getMaxEjected(), statuses);
	}

	static StatusSet statuses(List<String> texts) {
		StatusSet statuses = StatusSet.NONE;
		for (String text : texts) {
			statuses = statuses.and(StatusSet.parse(text));
		}
		return statuses;
	}

	private static @Nullable HealthThresholds thresholds(HealthProperties health, Section section) {
		section.atLeast("rise", health.getRise(), 1);
		section.atLeast("fall", health.getFall(), 1);
		return (health.getRise() < 1 || health.getFall() < 1) ? null
				: new HealthThresholds(health.getRise(), health.getFall());
	}

	private static @Nullable CheckSettings check(HealthProperties health, Section section) {
		HealthCheckType type = health.getType();
		if (type == null) {
			type = (health.getPath() != null) ? HealthCheckType.HTTP : HealthCheckType.NONE;
		}
		if (type == HealthCheckType.HTTP && health.getPath() == null) {
			section.problem("type", "Needs 'path'");
		}
		if (type != HealthCheckType.GRPC && section.isSet("service")) {
			section.problem("service", "Has no effect without 'type' grpc");
		}
		section.positive("interval", health.getInterval());
		section.positive("timeout", health.getTimeout());
		section.share("jitter", health.getJitter());
		section.atLeast("port", health.getPort(), 1);
		StatusSet statuses = section.check("statuses", () -> statuses(health.getStatuses()));
		if (type == HealthCheckType.NONE || statuses == null || !section.problems().all().isEmpty()) {
			return null;
		}
		Probe probe = probe(type, health, statuses, section);
		return (probe != null) ? section.check("port", () -> new CheckSettings(probe, health.getInterval(),
				health.getJitter(), health.getTimeout(), health.getPort())) : null;
	}

	private static @Nullable Probe probe(HealthCheckType type, HealthProperties health, StatusSet statuses,
			Section section) {
		String path = health.getPath();
		String service = health.getService();
		return switch (type) {
			case NONE, TCP -> new Probe.Connection();
			case HTTP -> (path != null) ? section.check("path", () -> new Probe.Get(path, statuses)) : null;
			case GRPC -> new Probe.Call((service != null) ? service : "");
		};
	}

	static Supplier<RetryBudget> budget(BudgetProperties budget, Section section) {
		Duration window = budget.getWindow();
		section.positive("window", window);
		section.atLeast("min-per-second", budget.getMinPerSecond(), 0);
		if (!(budget.getRatio() >= 0) || Double.isInfinite(budget.getRatio())) {
			section.problem("ratio", "Must not be negative");
		}
		return () -> budget.isEnabled() ? new RatioRetryBudget(budget.getRatio(), budget.getMinPerSecond(), window)
				: RetryBudget.UNLIMITED;
	}

}
