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

import java.lang.annotation.Annotation;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.annotation.NewContext;
import dev.detour.proxy.annotation.OnComplete;
import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnConnected;
import dev.detour.proxy.annotation.OnGiveUp;
import dev.detour.proxy.annotation.OnProxyError;
import dev.detour.proxy.annotation.OnRequest;
import dev.detour.proxy.annotation.OnRequestBody;
import dev.detour.proxy.annotation.OnResponseBody;
import dev.detour.proxy.annotation.OnUpstreamRequest;
import dev.detour.proxy.annotation.OnUpstreamResponse;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.hook.Phase;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.peer.Peer;

/**
 * The phases as their annotations have them: what a method may take and return.
 */
enum HookType {

	NEW_CONTEXT(Phase.NEW_CONTEXT, NewContext.class, Object.class, EnumSet.of(HookParameter.REQUEST)),

	REQUEST(Phase.REQUEST, OnRequest.class, ProxyResponse.class, exchangePlus()),

	UPSTREAM_PEER(Phase.UPSTREAM_PEER, UpstreamPeer.class, Peer.class, exchangePlus()),

	CONNECTED(Phase.CONNECTED, OnConnected.class, Void.class, exchangePlus(HookParameter.PEER)),

	UPSTREAM_REQUEST(Phase.UPSTREAM_REQUEST, OnUpstreamRequest.class, Void.class,
			exchangePlus(HookParameter.PEER, HookParameter.UPSTREAM_REQUEST)),

	REQUEST_BODY(Phase.REQUEST_BODY, OnRequestBody.class, BodyChunk.class,
			exchangePlus(HookParameter.PEER, HookParameter.BODY_CHUNK)),

	CONNECT_FAILURE(Phase.CONNECT_FAILURE, OnConnectFailure.class, FailureDecision.class,
			exchangePlus(HookParameter.PEER, HookParameter.ERROR)),

	UPSTREAM_RESPONSE(Phase.UPSTREAM_RESPONSE, OnUpstreamResponse.class, FailureDecision.class,
			exchangePlus(HookParameter.PEER, HookParameter.UPSTREAM_RESPONSE)),

	RESPONSE_BODY(Phase.RESPONSE_BODY, OnResponseBody.class, BodyChunk.class,
			exchangePlus(HookParameter.PEER, HookParameter.BODY_CHUNK)),

	PROXY_ERROR(Phase.PROXY_ERROR, OnProxyError.class, FailureDecision.class,
			exchangePlus(HookParameter.PEER, HookParameter.ERROR)),

	GIVE_UP(Phase.GIVE_UP, OnGiveUp.class, ProxyResponse.class, exchangePlus(HookParameter.PEER, HookParameter.ERROR)),

	COMPLETE(Phase.COMPLETE, OnComplete.class, Void.class,
			exchangePlus(HookParameter.PEER, HookParameter.ERROR, HookParameter.OUTCOME));

	private static final Set<ErrorType> CONNECT_ERRORS = EnumSet.of(ErrorType.CONNECT_REFUSED,
			ErrorType.CONNECT_TIMEOUT, ErrorType.NO_ROUTE, ErrorType.DNS, ErrorType.CONNECT_FAILED,
			ErrorType.TLS_HANDSHAKE, ErrorType.TLS_TIMEOUT, ErrorType.INVALID_CERTIFICATE,
			ErrorType.HTTP_VERSION_REFUSED, ErrorType.POOL_EXHAUSTED, ErrorType.INTERNAL);

	private static final Set<ErrorType> PROXY_ERRORS = EnumSet.of(ErrorType.READ_TIMEOUT, ErrorType.WRITE_TIMEOUT,
			ErrorType.CONNECTION_CLOSED, ErrorType.CONNECTION_RESET, ErrorType.INVALID_RESPONSE,
			ErrorType.HTTP_VERSION_REFUSED, ErrorType.H2_REFUSED_STREAM, ErrorType.H2_GOAWAY, ErrorType.H2_RESET,
			ErrorType.INTERNAL);

	private final Phase phase;

	private final Class<? extends Annotation> annotation;

	private final Class<?> result;

	private final Set<HookParameter> parameters;

	HookType(Phase phase, Class<? extends Annotation> annotation, Class<?> result, Set<HookParameter> parameters) {
		this.phase = phase;
		this.annotation = annotation;
		this.result = result;
		this.parameters = parameters;
	}

	private static Set<HookParameter> exchangePlus(HookParameter... more) {
		Set<HookParameter> all = EnumSet.of(HookParameter.CONTEXT, HookParameter.REQUEST, HookParameter.ATTEMPTS);
		Collections.addAll(all, more);
		return all;
	}

	Phase phase() {
		return this.phase;
	}

	Class<? extends Annotation> annotation() {
		return this.annotation;
	}

	/**
	 * Returns what a method returns, at once or later.
	 * @return the type, {@link Void} for nothing
	 */
	Class<?> result() {
		return this.result;
	}

	/**
	 * Returns whether a method may return nothing.
	 * @return {@code true} if it may
	 */
	boolean allowsNoResult() {
		return this != UPSTREAM_PEER && this != NEW_CONTEXT;
	}

	/**
	 * Returns the parameter without which a method of this phase would be of no use.
	 * @return the parameter, or {@code null} if it can do without any
	 */
	@Nullable HookParameter requiredParameter() {
		return (this == REQUEST_BODY || this == RESPONSE_BODY) ? HookParameter.BODY_CHUNK : null;
	}

	boolean supports(HookParameter parameter) {
		return this.parameters.contains(parameter);
	}

	String supportedParameters() {
		return this.parameters.stream().map(HookParameter::toString).collect(Collectors.joining(", "));
	}

	/**
	 * Returns the errors that can occur in this phase and by which a method can be
	 * narrowed.
	 * @return the types, empty if there can be only one method
	 */
	Set<ErrorType> errorTypes() {
		return switch (this) {
			case CONNECT_FAILURE -> CONNECT_ERRORS;
			case PROXY_ERROR -> PROXY_ERRORS;
			default -> Set.of();
		};
	}

	boolean isNarrowable() {
		return !errorTypes().isEmpty();
	}

	@Override
	public String toString() {
		return "@" + this.annotation.getSimpleName();
	}

}
