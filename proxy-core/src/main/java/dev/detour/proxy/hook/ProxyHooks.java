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

package dev.detour.proxy.hook;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.event.ExchangeOutcome;
import dev.detour.proxy.event.ExchangeView;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.ProxyRequest;
import dev.detour.proxy.http.ProxyResponse;
import dev.detour.proxy.http.UpstreamRequest;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.overload.ExchangeLimit;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.FailoverPolicy;

/**
 * User code that decides what happens in an exchange (Pingora: {@code ProxyHttp}). All
 * methods are called on the event loop of the exchange and must not block; a method that
 * has to wait answers {@link Answer#later later}. What a method throws, or answers too
 * late, never hangs an exchange. If it is asked about a failure or for an error page, it
 * has then no opinion. If it checks or changes what is passed on, or names the peer, the
 * exchange fails: that must not be skipped.
 *
 * @param <C> the type of the context
 * @since 0.1.0
 */
public interface ProxyHooks<C> {

	/**
	 * Returns whether this phase has user code. For a phase that has none, the method is
	 * not called and nothing is prepared for it; in particular, no copy of the content of
	 * a request that is not idempotent is kept if no hook could ask for it to be sent
	 * again, and content that is not filtered is not copied and keeps its
	 * {@code Content-Length}.
	 * @param phase the phase
	 * @return {@code true} if the phase has user code; unless overridden, {@code true}
	 * for all but the filters of content, which have a price
	 */
	default boolean handles(Phase phase) {
		return phase != Phase.REQUEST_BODY && phase != Phase.RESPONSE_BODY;
	}

	/**
	 * Returns the name of this user code in metrics and logs. It must not depend on the
	 * exchange: there are meters for every name.
	 * @return the name, by default that of the class
	 */
	default String name() {
		String name = getClass().getSimpleName();
		int generated = name.indexOf("$$");
		return (generated > 0) ? name.substring(0, generated) : name.isEmpty() ? "anonymous" : name;
	}

	/**
	 * Returns whether this user code may answer with a response that
	 * {@linkplain ProxyResponse#forward the application itself makes}. Its exchanges then
	 * go through all that the application has in front of its own code.
	 * @return {@code true} if it may, {@code false} unless overridden
	 */
	default boolean mayForward() {
		return false;
	}

	/**
	 * Returns the limits within which decisions about an exchange are granted. Asked
	 * once, first.
	 * @param request the client's request
	 * @return the limits, or {@code null} for those of the gateway
	 */
	default @Nullable FailoverPolicy policy(ProxyRequest request) {
		return null;
	}

	/**
	 * Returns what limits the exchanges of this user code at the same time, beside the
	 * limit of the gateway. Asked once, first; always the same object for requests that
	 * share a limit.
	 * @param request the client's request
	 * @return the limit, or {@code null} for none
	 */
	default @Nullable ExchangeLimit limit(ProxyRequest request) {
		return null;
	}

	/**
	 * Makes the context of an exchange, once.
	 * @param request the client's request
	 * @return the context, or {@code null} for none
	 */
	default @Nullable C newContext(ProxyRequest request) {
		return null;
	}

	/**
	 * Called once, before a peer is chosen.
	 * @param exchange the exchange
	 * @return nothing to go on, or a response that answers the client at once
	 */
	default Answer<ProxyResponse> onRequest(ExchangeView<C> exchange) {
		return Answer.none();
	}

	/**
	 * Names the peer of the next attempt.
	 * @param exchange the exchange
	 * @return the peer; nothing if there is none, which ends the exchange
	 */
	Answer<Peer> upstreamPeer(ExchangeView<C> exchange);

	/**
	 * Tells why {@link #upstreamPeer} has named no peer. Asked right after that.
	 * @param exchange the exchange
	 * @return the error with which the exchange fails if it has made no attempt yet
	 */
	default ErrorType whyNoPeer(ExchangeView<C> exchange) {
		return ErrorType.NO_PEER;
	}

	/**
	 * Called every time an attempt has a connection, new or reused.
	 * @param exchange the exchange
	 * @param peer the peer of the attempt
	 * @return nothing
	 */
	default Answer<Void> onConnected(ExchangeView<C> exchange, Peer peer) {
		return Answer.none();
	}

	/**
	 * May change the request head of an attempt.
	 * @param exchange the exchange
	 * @param peer the peer of the attempt
	 * @param request the head, a fresh copy for every attempt
	 * @return nothing
	 */
	default Answer<Void> onUpstreamRequest(ExchangeView<C> exchange, Peer peer, UpstreamRequest request) {
		return Answer.none();
	}

	/**
	 * Filters the content of a request, one chunk after the other, when it is about to be
	 * sent to a peer. Called only if the request has content, and only if
	 * {@link #handles} says so for {@link Phase#REQUEST_BODY}. The last call is for the
	 * {@linkplain BodyChunk#isLast() last} chunk, even if that is empty.
	 * <p>
	 * Every attempt sends the client's content, and filters it anew from the
	 * {@linkplain BodyChunk#isFirst() first} chunk: a filter that keeps something in the
	 * context must begin anew with it, and should do the same with the same content. The
	 * request is sent without its {@code Content-Length}.
	 * @param exchange the exchange
	 * @param peer the peer of the attempt
	 * @param chunk the chunk, which is the filter's own
	 * @return the chunk to send instead; nothing to send the one that was given. Further
	 * content waits for the answer
	 */
	default Answer<BodyChunk> onRequestBody(ExchangeView<C> exchange, Peer peer, BodyChunk chunk) {
		return Answer.none();
	}

	/**
	 * Returns where a copy of the request goes. Asked once, when the head of an attempt
	 * was made and sent for the first time; the copy has that head, and the content as
	 * the client sends it, before filters. A request that asks for another protocol is
	 * never copied.
	 * @param request the client's request
	 * @return where, or {@code null} for no copy
	 */
	default @Nullable Mirror mirror(ProxyRequest request) {
		return null;
	}

	/**
	 * Called when an attempt failed before it had a connection. Nothing was sent by this
	 * attempt, and that is a guarantee.
	 * @param exchange the exchange
	 * @param peer the peer of the attempt
	 * @param error what went wrong, {@link dev.detour.proxy.failure.Delivery#NOT_SENT}
	 * @return what to do; nothing is the same as {@link FailureDecision#defer()}
	 */
	default Answer<FailureDecision> onConnectFailure(ExchangeView<C> exchange, Peer peer, ProxyError error) {
		return Answer.none();
	}

	/**
	 * Called when the head of a response arrived, before it goes downstream.
	 * @param exchange the exchange
	 * @param peer the peer of the attempt
	 * @param response the head, which may be changed
	 * @return nothing to pass it on, or a decision that refuses it; if the retry that was
	 * asked for is refused, the response is passed on
	 */
	default Answer<FailureDecision> onUpstreamResponse(ExchangeView<C> exchange, Peer peer, UpstreamResponse response) {
		return Answer.none();
	}

	/**
	 * Filters the content of the response that is passed on, one chunk after the other.
	 * Called only if the response can have content, and only if {@link #handles} says so
	 * for {@link Phase#RESPONSE_BODY}. The last call is for the
	 * {@linkplain BodyChunk#isLast() last} chunk, even if that is empty. The head has
	 * gone downstream before, without its {@code Content-Length}: if the filter fails,
	 * the response is broken off.
	 * @param exchange the exchange
	 * @param peer the peer of the attempt
	 * @param chunk the chunk, which is the filter's own
	 * @return the chunk to pass on instead; nothing to pass on the one that was given.
	 * Further content waits for the answer
	 */
	default Answer<BodyChunk> onResponseBody(ExchangeView<C> exchange, Peer peer, BodyChunk chunk) {
		return Answer.none();
	}

	/**
	 * Called when an attempt failed after it had a connection. The peer may have acted on
	 * the request: {@link ProxyError#delivery()} tells. If the response head has gone
	 * downstream, nothing can be done but to take note.
	 * @param exchange the exchange
	 * @param peer the peer of the attempt
	 * @param error what went wrong
	 * @return what to do; nothing is the same as {@link FailureDecision#defer()}
	 */
	default Answer<FailureDecision> onProxyError(ExchangeView<C> exchange, Peer peer, ProxyError error) {
		return Answer.none();
	}

	/**
	 * Called once, when the exchange has failed for good and nothing has gone downstream.
	 * @param exchange the exchange
	 * @param error the last error
	 * @return the error page, or nothing for a plain one
	 */
	default Answer<ProxyResponse> onGiveUp(ExchangeView<C> exchange, ProxyError error) {
		return Answer.none();
	}

	/**
	 * Called once at the very end, success or not. It cannot change anything any more and
	 * is not waited for.
	 * @param exchange the exchange
	 * @param outcome how the exchange ended
	 */
	default void onComplete(ExchangeView<C> exchange, ExchangeOutcome outcome) {
	}

}
