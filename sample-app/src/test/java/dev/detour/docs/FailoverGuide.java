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

package dev.detour.docs;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Base64;

import dev.detour.proxy.annotation.OnConnectFailure;
import dev.detour.proxy.annotation.OnRequestBody;
import dev.detour.proxy.annotation.OnUpstreamResponse;
import dev.detour.proxy.annotation.ProxyHandler;
import dev.detour.proxy.annotation.UpstreamPeer;
import dev.detour.proxy.attempt.Attempts;
import dev.detour.proxy.decision.FailureDecision;
import dev.detour.proxy.failure.ErrorType;
import dev.detour.proxy.http.BodyChunk;
import dev.detour.proxy.http.UpstreamResponse;
import dev.detour.proxy.peer.Peer;

/**
 * The examples of the failover guide.
 */
final class FailoverGuide {

	private FailoverGuide() {
	}

	@ProxyHandler("/options/**")
	static class AllOptions {

		private static final Peer MAIN = Peer.http("10.0.0.1", 8080);

		private static final Peer STANDBY = Peer.http("10.0.0.2", 8080);

		@UpstreamPeer
		Peer upstreamPeer() {
			return MAIN;
		}

		@OnConnectFailure
		FailureDecision failToConnect(Attempts attempts) {
			return switch (attempts.count()) {
				case 1 -> FailureDecision.retrySamePeer().after(Duration.ofMillis(50));
				case 2 -> FailureDecision.retryOn(STANDBY);
				default -> FailureDecision.giveUp();
			};
		}

	}

	@ProxyHandler("/types/**")
	static class ByErrorType {

		@UpstreamPeer
		Peer upstreamPeer(Attempts attempts) {
			return Peer.https((attempts.count() == 0) ? "10.0.0.1" : "10.0.0.2", 8443).withSni("orders.example.com");
		}

		@OnConnectFailure(ErrorType.INVALID_CERTIFICATE)
		FailureDecision distrust() {
			return FailureDecision.giveUp();
		}

		@OnConnectFailure
		FailureDecision failToConnect(Attempts attempts) {
			return (attempts.count() < 2) ? FailureDecision.retry() : FailureDecision.giveUp();
		}

	}

	@ProxyHandler("/status/**")
	static class ByStatus {

		@UpstreamPeer
		Peer upstreamPeer(Attempts attempts) {
			return Peer.http((attempts.count() == 0) ? "10.0.0.1" : "10.0.0.2", 8080);
		}

		@OnUpstreamResponse
		FailureDecision judge(UpstreamResponse response, Attempts attempts) {
			boolean busy = response.status() == 503 && attempts.count() < 2;
			return busy ? FailureDecision.retry() : FailureDecision.defer();
		}

	}

	@ProxyHandler("/uploads/**")
	static class Encoding {

		@UpstreamPeer
		Peer upstreamPeer() {
			return Peer.http("10.0.0.1", 8080);
		}

		@OnRequestBody
		BodyChunk encode(BodyChunk chunk, Upload upload) {
			if (chunk.isFirst()) {
				upload.content.reset();
			}
			upload.content.writeBytes(chunk.bytes());
			return chunk.isLast() ? chunk.withBytes(upload.encoded()) : chunk.withoutBytes();
		}

		static final class Upload {

			private final ByteArrayOutputStream content = new ByteArrayOutputStream();

			byte[] encoded() {
				return Base64.getEncoder().encode(this.content.toByteArray());
			}

		}

	}

}
