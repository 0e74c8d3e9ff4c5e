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

package dev.detour.proxy.metrics;

import java.util.List;

/**
 * All meters of the gateway. Every record of a meter has the same tags; a tag without a
 * value is {@value #NONE}.
 *
 * @since 0.1.0
 */
public enum ProxyMeters {

	/**
	 * Exchanges.
	 */
	EXCHANGES("proxy.exchanges", Kind.TIMER, "Exchanges, from the head of the request to the end of the response",
			MeterTags.HANDLER, MeterTags.OUTCOME, MeterTags.STATUS),

	/**
	 * Exchanges under way.
	 */
	EXCHANGES_ACTIVE("proxy.exchanges.active", Kind.GAUGE, "Exchanges under way", MeterTags.HANDLER),

	/**
	 * Content both ways.
	 */
	BYTES("proxy.bytes", Kind.COUNTER, "Bytes of content received from clients and sent to them", MeterTags.HANDLER,
			MeterTags.DIRECTION),

	/**
	 * Attempts.
	 */
	ATTEMPTS("proxy.attempts", Kind.TIMER,
			"Attempts that are over, tries after a stale connection included, from the start to the end",
			MeterTags.HANDLER, MeterTags.PEER, MeterTags.OUTCOME, MeterTags.ERROR, MeterTags.STATUS),

	/**
	 * Time to first byte.
	 */
	FIRST_BYTE("proxy.attempts.first.byte", Kind.TIMER, "Time from the start of an attempt to the head of the response",
			MeterTags.HANDLER, MeterTags.PEER),

	/**
	 * Retries.
	 */
	RETRIES("proxy.retries", Kind.COUNTER, "Retries that were granted and have begun", MeterTags.HANDLER,
			MeterTags.PHASE, MeterTags.ERROR, MeterTags.DECISION),

	/**
	 * Refused retries.
	 */
	RETRIES_SUPPRESSED("proxy.retries.suppressed", Kind.COUNTER, "Retries that were asked for and refused",
			MeterTags.HANDLER, MeterTags.PHASE, MeterTags.ERROR, MeterTags.REASON),

	/**
	 * Hedges.
	 */
	HEDGES("proxy.hedges", Kind.COUNTER, "Attempts that were started beside a slow one and are over", MeterTags.HANDLER,
			MeterTags.OUTCOME),

	/**
	 * Refused hedges.
	 */
	HEDGES_SUPPRESSED("proxy.hedges.suppressed", Kind.COUNTER, "Attempts that were not started beside a slow one",
			MeterTags.HANDLER, MeterTags.REASON),

	/**
	 * Fallbacks.
	 */
	FALLBACKS("proxy.fallbacks", Kind.COUNTER, "Exchanges for which something stood in for peers that had failed",
			MeterTags.HANDLER, MeterTags.FALLBACK),

	/**
	 * Stale connections.
	 */
	STALE_TRIES("proxy.stale.tries", Kind.COUNTER, "Immediate tries after a pooled connection was stale",
			MeterTags.HANDLER, MeterTags.PEER),

	/**
	 * Connections to peers.
	 */
	CONNECTIONS("proxy.connections", Kind.GAUGE,
			"Connections to peers that are in use or idle, and attempts that wait for one", MeterTags.PEER,
			MeterTags.STATE),

	/**
	 * Connections opened.
	 */
	CONNECTIONS_OPENED("proxy.connections.opened", Kind.TIMER,
			"Connections that were opened, and how long that took, TLS included", MeterTags.PEER),

	/**
	 * Connections used again.
	 */
	CONNECTIONS_REUSED("proxy.connections.reused", Kind.COUNTER, "Attempts that used a connection that was there",
			MeterTags.PEER),

	/**
	 * Members of groups.
	 */
	GROUP_PEERS("proxy.group.peers", Kind.GAUGE, "Members of a group, each in the first state that applies",
			MeterTags.GROUP, MeterTags.STATE),

	/**
	 * Ejections.
	 */
	GROUP_EJECTIONS("proxy.group.ejections", Kind.COUNTER, "Peers that were ejected for what their attempts showed",
			MeterTags.GROUP, MeterTags.PEER, MeterTags.CAUSE),

	/**
	 * Panic.
	 */
	GROUP_PANIC("proxy.group.panic", Kind.GAUGE, "1 while too few peers of a group are healthy to choose by health",
			MeterTags.GROUP),

	/**
	 * Retry budget.
	 */
	GROUP_BUDGET("proxy.group.budget", Kind.GAUGE, "Retries that the budget of a group allows now", MeterTags.GROUP),

	/**
	 * Refused exchanges.
	 */
	OVERLOAD_REFUSED("proxy.overload.refused", Kind.COUNTER, "Exchanges that were refused since there were too many",
			MeterTags.HANDLER, MeterTags.LIMIT, MeterTags.REASON),

	/**
	 * Limits of exchanges.
	 */
	OVERLOAD_LIMIT("proxy.overload.limit", Kind.GAUGE, "Exchanges that a limit allows at the same time now",
			MeterTags.HANDLER, MeterTags.LIMIT),

	/**
	 * Places that are taken.
	 */
	OVERLOAD_ACTIVE("proxy.overload.active", Kind.GAUGE, "Exchanges that a limit has let in and that are not over",
			MeterTags.HANDLER, MeterTags.LIMIT),

	/**
	 * Those that wait.
	 */
	OVERLOAD_QUEUED("proxy.overload.queued", Kind.GAUGE, "Exchanges that wait for a limit to let them in",
			MeterTags.HANDLER, MeterTags.LIMIT),

	/**
	 * Look-ups of members.
	 */
	GROUP_LOOKUPS("proxy.group.lookups", Kind.COUNTER,
			"Look-ups of the members of a group in DNS or discovery: found, absent, or failed", MeterTags.GROUP,
			MeterTags.OUTCOME),

	/**
	 * Age of members.
	 */
	GROUP_LOOKUP_AGE("proxy.group.lookup.age", Kind.GAUGE,
			"Seconds since the members of a group were last found in DNS or discovery", MeterTags.GROUP),

	/**
	 * Replay memory.
	 */
	REPLAY_MEMORY("proxy.replay.memory", Kind.GAUGE, "Bytes of request content that are kept for another attempt"),

	/**
	 * Mirrored requests.
	 */
	MIRRORED("proxy.mirrored", Kind.TIMER, "Mirrored requests that are over, from the start to the end of the response",
			MeterTags.HANDLER, MeterTags.GROUP, MeterTags.OUTCOME, MeterTags.ERROR, MeterTags.STATUS),

	/**
	 * Dropped mirrored requests.
	 */
	MIRRORED_DROPPED("proxy.mirrored.dropped", Kind.COUNTER, "Mirrored requests that were not made or not finished",
			MeterTags.HANDLER, MeterTags.GROUP, MeterTags.REASON),

	/**
	 * Mirrored requests under way.
	 */
	MIRRORED_ACTIVE("proxy.mirrored.active", Kind.GAUGE, "Mirrored requests under way"),

	/**
	 * Memory of mirrored requests.
	 */
	MIRRORED_MEMORY("proxy.mirrored.memory", Kind.GAUGE, "Bytes of request content that wait for peers of mirrors"),

	/**
	 * Lost lines of the access log.
	 */
	ACCESS_LOG_DROPPED("proxy.access.log.dropped", Kind.COUNTER,
			"Lines of the access log that were dropped since it was written too slowly");

	/**
	 * The value of a tag that has none.
	 */
	public static final String NONE = "none";

	/**
	 * The value of the tags {@code handler} and {@code peer} for those beyond the limit.
	 */
	public static final String OTHER = "other";

	private final String meter;

	private final Kind kind;

	private final String description;

	private final List<String> tags;

	ProxyMeters(String meter, Kind kind, String description, String... tags) {
		this.meter = meter;
		this.kind = kind;
		this.description = description;
		this.tags = List.of(tags);
	}

	/**
	 * Returns the name of the meter.
	 * @return the name, such as {@code proxy.exchanges}
	 */
	public String meter() {
		return this.meter;
	}

	/**
	 * Returns what kind of meter it is.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Returns what is measured.
	 * @return the description
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Returns the names of the tags.
	 * @return the names in their order
	 */
	public List<String> tags() {
		return this.tags;
	}

	/**
	 * Kinds of meters.
	 */
	public enum Kind {

		/**
		 * Counts, and measures time.
		 */
		TIMER,

		/**
		 * Counts.
		 */
		COUNTER,

		/**
		 * Has a value now.
		 */
		GAUGE

	}

}
