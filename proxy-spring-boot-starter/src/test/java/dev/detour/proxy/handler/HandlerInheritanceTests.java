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

package dev.detour.proxy.handler;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AliasFor;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.OnRequest;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.hook.ProxyHooks;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for handlers whose methods come from elsewhere than their own class.
 */
class HandlerInheritanceTests {

	private static final Peer BASE = Peer.http("base", 1);

	private static final Peer OVERRIDE = Peer.http("override", 1);

	@Test
	void findWhenMethodIsInSuperclassUsesIt() {
		assertThat(peer(new Inheriting())).isEqualTo(BASE);
	}

	@Test
	void findWhenOverrideHasNoAnnotationCallsOverride() {
		assertThat(peer(new Overriding())).isEqualTo(OVERRIDE);
	}

	@Test
	void findWhenOverrideHasAnotherAnnotationUsesThat() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Replacing());
		assertThat(hooks.handles(Phase.CONNECT_FAILURE)).isFalse();
		assertThat(hooks.handles(Phase.PROXY_ERROR)).isTrue();
	}

	@Test
	void findWhenOverrideNarrowsErrorTypesUsesThose() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Narrowing());
		assertThat(connectFailure(hooks, ErrorType.DNS)).isNull();
		assertThat(connectFailure(hooks, ErrorType.NO_ROUTE)).isEqualTo(FailureDecision.retry());
	}

	@Test
	void findWhenMethodIsInterfaceDefaultUsesIt() {
		assertThat(peer(new UsingDefault())).isEqualTo(BASE);
	}

	@Test
	void findWhenInterfaceMethodIsImplementedWithoutAnnotationCallsImplementation() {
		assertThat(peer(new ImplementingDefault())).isEqualTo(OVERRIDE);
	}

	@Test
	void findWhenInterfaceIsGenericResolvesContextOfBridgedMethod() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Bridged());
		Object context = hooks.newContext(ProxyRequest.of("GET", "/"));
		assertThat(context).isInstanceOf(Tries.class);
		assertThat(hooks.upstreamPeer(TestExchange.create(context)).value()).isEqualTo(OVERRIDE);
	}

	@Test
	void findWhenSuperclassIsGenericResolvesContext() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new GenericChild());
		Object context = hooks.newContext(ProxyRequest.of("GET", "/"));
		assertThat(context).isInstanceOf(Tries.class);
		assertThat(hooks.upstreamPeer(TestExchange.create(context)).value()).isEqualTo(BASE);
	}

	@Test
	void findWhenClassAnnotationIsOnSuperclassUsesIt() {
		assertThat(TestHandlers.registry(TestHandlers.REFUSED, new Inheriting()).match("GET", "", "/base/x"))
			.isNotNull();
	}

	@Test
	void findWhenMethodAnnotationIsComposedUsesItsAttributes() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Composed());
		assertThat(connectFailure(hooks, ErrorType.DNS)).isEqualTo(FailureDecision.retry());
		assertThat(connectFailure(hooks, ErrorType.NO_ROUTE)).isNull();
	}

	@Test
	void findWhenClassAnnotationIsComposedUsesItsAttributes() {
		HandlerMatch match = TestHandlers.registry(TestHandlers.REFUSED, new Composed()).match("GET", "", "/composed");
		assertThat(match).isNotNull().extracting(HandlerMatch::pattern).isEqualTo("/composed");
	}

	@Test
	void findWhenMethodsArePrivateUsesThem() {
		ProxyHooks<Object> hooks = TestHandlers.hooks(new Private());
		assertThat(hooks.upstreamPeer(TestExchange.create(null)).value()).isEqualTo(BASE);
	}

	private static Peer peer(Object handler) {
		Peer peer = TestHandlers.hooks(handler).upstreamPeer(TestExchange.create(null)).value();
		assertThat(peer).isNotNull();
		return peer;
	}

	private static FailureDecision connectFailure(ProxyHooks<Object> hooks, ErrorType type) {
		return hooks.onConnectFailure(TestExchange.create(null), BASE, ProxyError.notSent(type, null)).value();
	}

	static class Tries {

	}

	@ProxyHandler("/base/**")
	abstract static class Base {

		@UpstreamPeer
		Peer peer() {
			return BASE;
		}

		@OnConnectFailure
		FailureDecision failed() {
			return FailureDecision.retry();
		}

	}

	static class Inheriting extends Base {

	}

	static class Overriding extends Base {

		@Override
		Peer peer() {
			return OVERRIDE;
		}

	}

	static class Replacing extends Base {

		@Override
		@OnProxyError
		FailureDecision failed() {
			return FailureDecision.giveUp();
		}

	}

	static class Narrowing extends Base {

		@Override
		@OnConnectFailure(ErrorType.NO_ROUTE)
		FailureDecision failed() {
			return FailureDecision.retry();
		}

	}

	interface WithDefault {

		@UpstreamPeer
		default Peer peer() {
			return BASE;
		}

	}

	@ProxyHandler
	static class UsingDefault implements WithDefault {

	}

	@ProxyHandler
	static class ImplementingDefault implements WithDefault {

		@Override
		public Peer peer() {
			return OVERRIDE;
		}

	}

	interface Generic<C> {

		@UpstreamPeer
		Peer peer(C context);

	}

	@ProxyHandler
	static class Bridged implements Generic<Tries> {

		@Override
		public Peer peer(Tries context) {
			return OVERRIDE;
		}

	}

	abstract static class GenericParent<C> {

		@UpstreamPeer
		Peer peer(C context) {
			return BASE;
		}

	}

	@ProxyHandler
	static class GenericChild extends GenericParent<Tries> {

		@OnRequest
		void request(Tries context) {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@ProxyHandler
	@interface TestHandler {

		@AliasFor(annotation = ProxyHandler.class, attribute = "path")
		String[] value();

	}

	@Retention(RetentionPolicy.RUNTIME)
	@OnConnectFailure
	@interface OnUnreachable {

		@AliasFor(annotation = OnConnectFailure.class, attribute = "value")
		ErrorType[] types() default ErrorType.DNS;

	}

	@TestHandler("/composed")
	static class Composed extends Base {

		@Override
		@OnUnreachable
		FailureDecision failed() {
			return FailureDecision.retry();
		}

	}

	@ProxyHandler
	static class Private {

		@UpstreamPeer
		private Peer peer() {
			return BASE;
		}

		@OnRequest
		private ProxyResponse request() {
			return ProxyResponse.of(200);
		}

	}

}
