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

package dev.detour.proxy.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import net.minidev.json.JSONObject;
import org.springframework.boot.json.JsonParserFactory;

/**
 * The DevTools protocol of Chromium: commands over a WebSocket, and what the page
 * reports.
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<Integer, CompletableFuture<Map<String, Object>>> calls = new ConcurrentHashMap<>();

	private final List<String> errors = new CopyOnWriteArrayList<>();

	private final StringBuilder text = new StringBuilder();

	private WebSocket socket;

	static DevTools connect(URI page) {
		DevTools tools = new DevTools();
		tools.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, tools).join();
		return tools;
	}

	@SuppressWarnings("unchecked")
	Map<String, Object> call(String method, Map<String, Object> parameters) {
		int id = this.ids.incrementAndGet();
		CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
		this.calls.put(id, answer);
		this.socket.sendText(JSONObject.toJSONString(Map.of("id", id, "method", method, "params", parameters)), true)
			.join();
		Map<String, Object> message = answer.orTimeout(30, TimeUnit.SECONDS).join();
		if (message.containsKey("error")) {
			throw new IllegalStateException(method + ": " + message.get("error"));
		}
		return (Map<String, Object>) message.get("result");
	}

	@Override
	public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			receive(this.text.toString());
			this.text.setLength(0);
		}
		socket.request(1);
		return null;
	}

	private void receive(String json) {
		Map<String, Object> message = JsonParserFactory.getJsonParser().parseMap(json);
		if (message.get("id") instanceof Number id) {
			this.calls.remove(id.intValue()).complete(message);
		}
		else if (isError(message)) {
			this.errors.add(json);
		}
	}

	private static boolean isError(Map<String, Object> event) {
		Map<?, ?> parameters = (Map<?, ?>) event.get("params");
		return switch (event.get("method").toString()) {
			case "Runtime.exceptionThrown" -> true;
			case "Runtime.consoleAPICalled" -> List.of("error", "warning", "assert").contains(parameters.get("type"));
			case "Log.entryAdded" ->
				List.of("error", "warning").contains(((Map<?, ?>) parameters.get("entry")).get("level"));
			default -> false;
		};
	}

	List<String> errors() {
		return this.errors;
	}

	@Override
	public void close() {
		this.socket.abort();
	}

}
