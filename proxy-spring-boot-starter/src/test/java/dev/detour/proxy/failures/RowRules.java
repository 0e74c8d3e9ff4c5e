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

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.decision.VetoReason;
import dev.detour.proxy.event.ExchangeOutcome.Result;
import dev.detour.proxy.failure.Delivery;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.failures.Fault.Stage;
import dev.detour.proxy.failures.Row.Ask;
import dev.detour.proxy.failures.Row.Connection;
import dev.detour.proxy.failures.RowRun.Seen;
import dev.detour.proxy.testing.Ending;
import dev.detour.proxy.testing.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must come of a row, by these rules:
 * <ol>
 * <li>A connection that had served before and ends without a byte of a response was
 * stale. If the request is idempotent and the copy of its content complete, the same peer
 * gets it again over a new connection; this is no attempt and nobody is asked.
 * <li>What was not sent may go to another peer, whatever it is.
 * <li>What may have been sent may go to another peer if it is idempotent or the handler
 * vouches for it, and if the copy of its content is complete.
 * <li>After the head of the response nothing can be done: the client gets a response that
 * is visibly broken off.
 * <li>Nothing goes to another peer unless the handler asks for it. Then, and when it is
 * refused, the client gets 504 if the peer was reached and did not answer in time, and
 * 502 otherwise.
 * </ol>
 * The copy is complete for content up to the limit. For larger content it is complete
 * only as long as no more than the limit was read, which a peer that stops reading early
 * leaves to chance: either is right then, as long as everything else agrees with it.
 */
final class RowRules {

	private final Row row;

	private final Seen seen;

	private RowRules(Row row, Seen seen) {
		this.row = row;
		this.seen = seen;
	}

	static void check(Row row, Seen seen) {
		new RowRules(row, seen).check();
	}

	private void check() {
		assertThat(this.seen.path().told().completions()).isOne();
		checkRequests(this.seen.first());
		checkRequests(this.seen.second());
		if (mayTryStaleConnectionAgain() && (!this.seen.path().told().stale().isEmpty() || !isCopyUncertain())) {
			checkStale();
			return;
		}
		assertThat(this.seen.path().told().stale()).isEmpty();
		ProxyError error = this.seen.path().told().error();
		checkError(error);
		checkFirstPeer(0);
		checkOutcome(error);
	}

	private void checkStale() {
		checkAnswered(RowRun.FIRST, 1);
		assertThat(this.seen.path().told().stale()).hasSize(1);
		checkError(this.seen.path().told().stale().get(0));
		assertThat(this.seen.path().told().verdicts()).isEmpty();
		checkFirstPeer(1);
		assertThat(this.seen.second()).isEmpty();
	}

	private void checkOutcome(ProxyError error) {
		if (this.row.fault().stage() == Stage.COMMITTED) {
			assertThat(veto()).isEqualTo(asksForRetry() ? VetoReason.COMMITTED : null);
			assertThat(this.seen.response().status()).isEqualTo(200);
			assertThat(this.seen.response().ending()).isNotEqualTo(Ending.COMPLETE);
			assertThat(end().outcome().result()).isEqualTo(Result.ABORTED);
			assertThat(this.seen.second()).isEmpty();
		}
		else if (asksForRetry() && vetoes(error) == null && !(isCopyUncertain() && veto() != null)) {
			assertThat(veto()).isNull();
			checkAnswered(RowRun.SECOND, 2);
			assertThat(this.seen.second()).hasSize(1).allMatch(RecordedRequest::complete);
		}
		else {
			VetoReason expected = asksForRetry() ? vetoes(error) : null;
			assertThat(veto())
				.isEqualTo((asksForRetry() && expected == null) ? VetoReason.BODY_NOT_REPLAYABLE : expected);
			checkErrorPage(error.type());
			assertThat(this.seen.second()).isEmpty();
		}
	}

	private void checkAnswered(String text, int attempts) {
		assertThat(this.seen.response().status()).isEqualTo(200);
		assertThat(this.seen.response().ending()).isEqualTo(Ending.COMPLETE);
		assertThat(this.seen.response().text()).isEqualTo(text);
		assertThat(end().outcome().result()).isEqualTo(Result.RELAYED);
		assertThat(end().attempts()).isEqualTo(attempts);
	}

	private void checkErrorPage(ErrorType type) {
		assertThat(this.seen.response().status()).isEqualTo((type == ErrorType.READ_TIMEOUT) ? 504 : 502);
		assertThat(this.seen.response().ending()).isEqualTo(Ending.COMPLETE);
		assertThat(end().outcome().result()).isEqualTo(Result.FAILED);
		assertThat(end().attempts()).isOne();
	}

	private void checkError(ProxyError error) {
		Fault fault = this.row.fault();
		assertThat(error.type()).isIn(fault.types());
		assertThat(error.delivery()).isIn(fault.stage().deliveries());
		boolean connected = error.type() != ErrorType.CONNECT_REFUSED && fault.stage() != Stage.CONNECT;
		assertThat(error.reused()).isEqualTo(connected && isReused());
		if (error.delivery() == Delivery.NOT_SENT) {
			assertThat(error.bytesWritten()).isZero();
		}
		assertThat(error.bytesRead() > 0).isEqualTo(fault.stage().compareTo(Stage.RESPONSE_BEGUN) >= 0);
		if (this.row.ask() != Ask.NOTHING && this.seen.path().told().stale().isEmpty()) {
			List<ProxyError> told = connected ? this.seen.path().hooks().proxyErrors()
					: this.seen.path().hooks().connectFailures();
			assertThat(told).containsExactly(error);
		}
	}

	/**
	 * Checks how often the first peer saw the request.
	 * @param more how often it saw it after the fault
	 */
	private void checkFirstPeer(int more) {
		Stage stage = this.row.fault().stage();
		boolean reads = stage.compareTo(Stage.REQUEST_PARTLY_READ) >= 0;
		assertThat(this.seen.first()).hasSize((reads ? 1 : 0) + more);
		assertThat(this.seen.first().stream().filter(RecordedRequest::complete))
			.hasSize((stage.readsWholeRequest() ? 1 : 0) + more);
	}

	private void checkRequests(List<RecordedRequest> requests) {
		byte[] content = this.row.content().bytes();
		for (RecordedRequest request : requests) {
			byte[] received = request.body().bytes();
			assertThat(received.length).isLessThanOrEqualTo(content.length);
			assertThat(Arrays.mismatch(received, Arrays.copyOf(content, received.length))).isEqualTo(-1);
			assertThat(request.complete() && received.length < content.length).isFalse();
		}
	}

	private @Nullable VetoReason vetoes(ProxyError error) {
		if (error.delivery() == Delivery.NOT_SENT) {
			return null;
		}
		if (!this.row.request().isIdempotent() && this.row.ask() != Ask.RETRY_EVEN_IF_NOT_IDEMPOTENT) {
			return VetoReason.NOT_IDEMPOTENT;
		}
		boolean lost = this.row.content().isLargerThanLimit() && !isCopyUncertain();
		return lost ? VetoReason.BODY_NOT_REPLAYABLE : null;
	}

	private boolean mayTryStaleConnectionAgain() {
		boolean lost = this.row.content().isLargerThanLimit() && !isCopyUncertain();
		return isReused() && this.row.fault().looksStale() && this.row.request().isIdempotent() && !lost;
	}

	private boolean isCopyUncertain() {
		return this.row.content().isLargerThanLimit() && !this.row.fault().stage().readsWholeRequest();
	}

	private boolean isReused() {
		return this.row.connection() == Connection.REUSED;
	}

	private boolean asksForRetry() {
		return this.row.ask() != Ask.NOTHING;
	}

	private @Nullable VetoReason veto() {
		return this.seen.path().told().veto();
	}

	private Told.End end() {
		return this.seen.path().told().awaitEnd();
	}

}
