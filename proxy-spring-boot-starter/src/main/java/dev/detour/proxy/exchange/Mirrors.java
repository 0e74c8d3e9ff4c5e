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

package dev.detour.proxy.exchange;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.MirrorListener;
import dev.detour.proxy.event.MirrorView;
import dev.detour.proxy.hook.Mirror;
import dev.detour.proxy.peer.Peer;
import dev.detour.proxy.policy.MirrorDrop;

/**
 * The mirrored requests of a gateway, and the memory that their content may take.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Mirrors {

	private static final Logger logger = LoggerFactory.getLogger(Mirrors.class);

	private final long limit;

	private final List<MirrorListener> listeners;

	private final AtomicLong used = new AtomicLong();

	private final Set<MirroredRequest> running = ConcurrentHashMap.newKeySet();

	private volatile boolean stopped;

	/**
	 * Creates the mirrors.
	 * @param limit the most bytes of content that may wait for all peers together
	 * @param listeners told what becomes of mirrored requests
	 */
	public Mirrors(long limit, List<MirrorListener> listeners) {
		if (limit < 0) {
			throw new IllegalArgumentException("'limit' must not be negative, but was " + limit);
		}
		this.limit = limit;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Returns how many bytes of content wait now.
	 * @return the number of bytes
	 */
	public long used() {
		return this.used.get();
	}

	/**
	 * Returns how many mirrored requests are under way.
	 * @return the number of requests
	 */
	public int active() {
		return this.running.size();
	}

	/**
	 * Drops what is under way, and makes no more mirrored requests; or makes them again.
	 * @param stopped whether to stop
	 */
	public void stop(boolean stopped) {
		this.stopped = stopped;
		if (stopped) {
			this.running.forEach(MirroredRequest::shutDown);
		}
	}

	/**
	 * Begins to mirror the request of an exchange whose head was just sent. Whatever goes
	 * wrong with that stays here.
	 * @param mirror where the copy goes
	 * @param exchange the exchange
	 * @param head the head that was sent
	 * @param peer the peer that it was sent to
	 * @return the mirrored request, or {@code null} if there is none
	 */
	@Nullable MirroredRequest begin(Mirror mirror, ProxyExchange<?> exchange, AttemptHead head, Peer peer) {
		try {
			Mirror.Place place = this.stopped ? new Mirror.Refused(MirrorDrop.SHUTTING_DOWN)
					: mirror.place(exchange.request());
			if (place instanceof Mirror.Taken taken) {
				MirroredRequest mirrored = new MirroredRequest(this, mirror, taken, exchange, head, peer);
				this.running.add(mirrored);
				mirrored.start();
				if (this.stopped) {
					mirrored.shutDown();
				}
				return mirrored;
			}
			MirrorView view = new MirrorView(exchange.handler(), mirror.group(), exchange.request());
			dropped(view, ((Mirror.Refused) place).reason());
		}
		catch (RuntimeException ex) {
			logger.warn("{}: could not be mirrored", exchange.request(), ex);
		}
		return null;
	}

	boolean reserve(long bytes) {
		if (this.used.addAndGet(bytes) > this.limit) {
			this.used.addAndGet(-bytes);
			return false;
		}
		return true;
	}

	void release(long bytes) {
		if (bytes > 0) {
			this.used.addAndGet(-bytes);
		}
	}

	/**
	 * A mirrored request is no longer under way.
	 * @param mirrored the mirrored request
	 * @param place its place
	 * @param attempt the attempt, ended
	 */
	void over(MirroredRequest mirrored, Mirror.Taken place, Attempt attempt) {
		this.running.remove(mirrored);
		try {
			place.ended(attempt);
		}
		catch (RuntimeException ex) {
			logger.warn("The place of a mirrored request could not be given back", ex);
		}
	}

	void ended(MirrorView view, Attempt attempt) {
		tell((listener) -> listener.ended(view, attempt));
	}

	void dropped(MirrorView view, MirrorDrop reason) {
		tell((listener) -> listener.dropped(view, reason));
	}

	private void tell(Consumer<MirrorListener> event) {
		for (MirrorListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener {} failed", listener, ex);
			}
		}
	}

}
