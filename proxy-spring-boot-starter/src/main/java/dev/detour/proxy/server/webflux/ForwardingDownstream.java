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

package dev.detour.proxy.server.webflux;

import java.util.function.IntConsumer;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

import dev.detour.proxy.exchange.ClientRequest;
import dev.detour.proxy.exchange.Gateway;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.Forward;
import dev.detour.proxy.server.ServerGuard;

/**
 * The client's side of an exchange after whose failure the application itself may answer.
 */
final class ForwardingDownstream extends WebFluxDownstream {

	private final ServerWebExchange webExchange;

	private final @Nullable WebHandler application;

	private Mono<Void> rest = Mono.empty();

	private @Nullable Runnable gone;

	ForwardingDownstream(ServerWebExchange webExchange, ClientRequest request, Channel channel, ServerGuard guard,
			Gateway gateway, ProxyHooks<?> hooks, @Nullable WebHandler application) {
		super(webExchange, request, channel, guard, gateway, hooks);
		this.webExchange = webExchange;
		this.application = application;
	}

	/**
	 * Returns the exchange, and the answer of the application if it comes to that.
	 * @return completes when the client has its response
	 */
	Mono<Void> withForward() {
		return then(Mono.defer(() -> this.rest));
	}

	@Override
	public boolean forward(Forward forward, int status, boolean close, IntConsumer sent, Runnable gone) {
		finish();
		response().cancel();
		this.gone = gone;
		this.rest = new LocalForward(this.webExchange, forward, status, close).answer(this.application)
			.doOnTerminate(() -> RequestContent.run(eventLoop(), () -> sent.accept(sentStatus(status))))
			.doOnCancel(this::left);
		subscriber().onComplete();
		return true;
	}

	private int sentStatus(int status) {
		HttpStatusCode sent = this.webExchange.getResponse().getStatusCode();
		return (sent != null) ? sent.value() : status;
	}

	@Override
	public void cancel() {
		super.cancel();
		left();
	}

	private void left() {
		RequestContent.run(eventLoop(), () -> {
			if (this.gone != null) {
				this.gone.run();
			}
		});
	}

}
