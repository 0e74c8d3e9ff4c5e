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

package dev.detour.proxy.failures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.resources.LoopResources;

import dev.detour.proxy.decision.Verdict;
import dev.detour.proxy.event.ExchangeListener;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.exchange.ForwardedStyle;
import dev.detour.proxy.exchange.ForwardingRules;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.exchange.Mirrors;
import dev.detour.proxy.exchange.ReplayMemory;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.policy.FailoverPolicy;
import dev.detour.proxy.policy.RetryBudget;
import dev.detour.proxy.server.ExchangeRouter;
import dev.detour.proxy.testing.RawClient;
import dev.detour.proxy.testing.TestGateway;
import dev.detour.proxy.upstream.Upstreams;

/**
 * A gateway that serves many tests at once: each takes a path of its own with the user
 * code that it wants, and is told what the listener was told about that path.
 */
final class FailureGateway implements AutoCloseable {

	/**
	 * The most bytes of a request that are kept for another attempt.
	 */
	static final int REPLAY_LIMIT = 65536;

	private static final String SETTLE = "/settle";

	private final TestGateway gateway;

	private final Paths paths;

	private FailureGateway(TestGateway gateway) {
		this.gateway = gateway;
		this.paths = gateway.bean(Paths.class);
	}

	static FailureGateway start(String... properties) {
		return start(ForwardingRules.DEFAULT, properties);
	}

	static FailureGateway start(ForwardingRules forwarding, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("test.style=" + forwarding.style());
		all.add("test.via=" + forwarding.via());
		all.addAll(List.of("logging.level.dev.detour=off", "logging.level.reactor.netty=error"));
		return new FailureGateway(TestGateway.start(Application.class, all.toArray(String[]::new)));
	}

	int port() {
		return this.gateway.port();
	}

	<T> T bean(Class<T> type) {
		return this.gateway.bean(type);
	}

	RawClient connect() {
		return RawClient.connect(port());
	}

	/**
	 * Takes a path.
	 * @param hooks the user code for it
	 * @return the path
	 */
	Path path(TestHooks hooks) {
		return this.paths.add(hooks);
	}

	/**
	 * Takes whatever no path is taken for.
	 * @param hooks the user code
	 * @return the path, which has no name
	 */
	Path others(TestHooks hooks) {
		Path path = new Path("", hooks, new Told());
		this.paths.paths.put("", path);
		return path;
	}

	ReplayMemory replayMemory() {
		return this.gateway.bean(Gateway.class).replayMemory();
	}

	/**
	 * Makes round trips on all event loops, after which what was under way there before
	 * is done.
	 */
	void settle() {
		for (int i = 0; i < 2 * LoopResources.DEFAULT_IO_WORKER_COUNT; i++) {
			try (RawClient client = connect()) {
				client.get(SETTLE);
			}
		}
	}

	void shutDownSoon(boolean soon) {
		this.paths.shuttingDown.set(soon);
	}

	@Override
	public void close() {
		this.gateway.close();
	}

	/**
	 * A path with its user code.
	 *
	 * @param name the path, which starts with a slash and has no second
	 * @param hooks the user code
	 * @param told what the listener was told
	 */
	record Path(String name, TestHooks hooks, Told told) {

	}

	/**
	 * Finds the user code and the record by path.
	 */
	static final class Paths implements ExchangeRouter, ExchangeListener {

		private final AtomicInteger count = new AtomicInteger();

		private final AtomicBoolean shuttingDown = new AtomicBoolean();

		private final Map<String, Path> paths = new ConcurrentHashMap<>();

		Path add(TestHooks hooks) {
			Path path = new Path("/p" + this.count.incrementAndGet(), hooks, new Told());
			this.paths.put(path.name(), path);
			return path;
		}

		private @Nullable Path find(ProxyRequest request) {
			String path = request.path();
			if (path.equals(SETTLE)) {
				return null;
			}
			int end = path.indexOf('/', 1);
			Path found = this.paths.get((end < 0) ? path : path.substring(0, end));
			return (found != null) ? found : this.paths.get("");
		}

		@Override
		public @Nullable ProxyHooks<?> route(ProxyRequest request) {
			Path path = find(request);
			return (path != null) ? path.hooks() : null;
		}

		@Override
		public void decided(ExchangeView<?> exchange, ProxyError error, Verdict verdict) {
			tell(exchange, (told, view) -> told.decided(view, error, verdict));
		}

		@Override
		public void staleConnection(ExchangeView<?> exchange, ProxyError error) {
			tell(exchange, (told, view) -> told.staleConnection(view, error));
		}

		@Override
		public void completed(ExchangeView<?> exchange, ExchangeOutcome outcome) {
			tell(exchange, (told, view) -> told.completed(view, outcome));
		}

		private void tell(ExchangeView<?> exchange, BiConsumer<Told, ExchangeView<?>> event) {
			Path path = find(exchange.request());
			if (path != null) {
				event.accept(path.told(), exchange);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Paths paths() {
			return new Paths();
		}

		@Bean
		Gateway gateway(Upstreams upstreams, Paths paths, @Value("${test.style}") ForwardedStyle style,
				@Value("${test.via}") boolean via) {
			FailoverPolicy policy = new FailoverPolicy(FailoverPolicy.DEFAULT_MAX_ATTEMPTS, null, RetryBudget.UNLIMITED,
					paths.shuttingDown::get);
			return new Gateway(upstreams, policy, new ForwardingRules(style, via),
					new ReplayMemory(REPLAY_LIMIT, 64L << 20), Duration.ofSeconds(5), paths, new Mirrors(0, List.of()));
		}

	}

}
