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

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One thing that a script does.
 */
sealed interface Step {

	void perform(ScriptedExchange exchange) throws IOException, InterruptedException;

	/**
	 * Whether this step needs a request to have begun.
	 */
	default boolean isReading() {
		return false;
	}

	record Handshake() implements Step {

		@Override
		public void perform(ScriptedExchange exchange) throws IOException {
			exchange.handshake();
		}

	}

	record ReadHead(int atMost) implements Step {

		@Override
		public void perform(ScriptedExchange exchange) throws IOException {
			exchange.readHead(this.atMost);
		}

		@Override
		public boolean isReading() {
			return true;
		}

	}

	record ReadBody(long atMost) implements Step {

		@Override
		public void perform(ScriptedExchange exchange) throws IOException {
			exchange.readBody(this.atMost);
		}

		@Override
		public boolean isReading() {
			return true;
		}

	}

	record Write(String text) implements Step {

		@Override
		public void perform(ScriptedExchange exchange) throws IOException {
			byte[] bytes = this.text.getBytes(StandardCharsets.ISO_8859_1);
			exchange.write(bytes, 0, bytes.length);
			exchange.flush();
		}

	}

	record Respond(Response response) implements Step {

		@Override
		public void perform(ScriptedExchange exchange) throws IOException, InterruptedException {
			new ResponseWriter(exchange, this.response).write();
		}

	}

	record Stall(Gate gate) implements Step {

		@Override
		public void perform(ScriptedExchange exchange) throws InterruptedException {
			exchange.stall(this.gate);
		}

	}

	record Hold() implements Step {

		@Override
		public void perform(ScriptedExchange exchange) throws IOException, InterruptedException {
			exchange.hold();
		}

	}

	record Echo() implements Step {

		@Override
		public void perform(ScriptedExchange exchange) throws IOException {
			exchange.echo();
		}

	}

	record Close() implements Step {

		@Override
		public void perform(ScriptedExchange exchange) {
			exchange.end(SocketEnd.FIN);
		}

	}

	record Reset() implements Step {

		@Override
		public void perform(ScriptedExchange exchange) {
			exchange.end(SocketEnd.RST);
		}

	}

	record Truncate() implements Step {

		@Override
		public void perform(ScriptedExchange exchange) {
			exchange.truncate();
		}

	}

}
