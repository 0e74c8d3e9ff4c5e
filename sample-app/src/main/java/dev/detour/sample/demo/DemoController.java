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

package dev.detour.sample.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Runs the demo upstreams, and lets anybody take them down and bring them up. An ordinary
 * controller: it lives on the same server as the handlers.
 */
@RestController
@RequestMapping("/demo")
class DemoController implements DisposableBean {

	private final Map<String, DemoUpstream> upstreams = new TreeMap<>();

	DemoController(DemoProperties properties) {
		properties.ports().forEach((name, port) -> this.upstreams.put(name, new DemoUpstream(name, port)));
		become(DemoUpstream.Mode.UP);
	}

	@GetMapping
	String list() {
		return this.upstreams.values().stream().map((upstream) -> upstream + "\n").collect(Collectors.joining());
	}

	@PostMapping("/{name}/{mode}")
	Mono<String> become(@PathVariable String name, @PathVariable String mode) {
		DemoUpstream upstream = this.upstreams.get(name);
		DemoUpstream.Mode wanted = DemoUpstream.Mode.named(mode);
		if (upstream == null || wanted == null) {
			return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
		}
		return Mono.fromCallable(() -> {
			upstream.become(wanted);
			return upstream + "\n";
		}).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public void destroy() {
		become(DemoUpstream.Mode.DOWN);
	}

	private void become(DemoUpstream.Mode mode) {
		this.upstreams.values().forEach((upstream) -> upstream.become(mode));
	}

}
