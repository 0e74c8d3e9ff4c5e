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

package dev.detour.proxy.source;

import java.time.Duration;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecordType;

/**
 * Looks up the targets of a service in DNS. Their own names are looked up for each
 * connection, as those of any peer.
 *
 * @since 0.1.0
 */
public final class ServiceLookup implements PeerLookup {

	private final SourceSettings.Services settings;

	private final DnsQuestions questions;

	/**
	 * Creates the look-up.
	 * @param settings the service
	 * @param client knows the name servers
	 * @param eventLoop where the look-up lives
	 */
	public ServiceLookup(SourceSettings.Services settings, DnsClient client, EventLoop eventLoop) {
		this.settings = settings;
		this.questions = new DnsQuestions(settings.name(), client, eventLoop);
	}

	@Override
	public void find(Consumer<LookupResult> result) {
		this.questions.begin();
		this.questions.ask(DnsRecordType.SRV, SrvRecord::of, (answer) -> result.accept(result(answer)));
	}

	private LookupResult result(DnsAnswer<SrvRecord> answer) {
		if (answer instanceof DnsAnswer.None<SrvRecord> none) {
			return new LookupResult.Absent(none.reason());
		}
		if (answer instanceof DnsAnswer.Unknown<SrvRecord> unknown) {
			return new LookupResult.Failed(unknown.reason());
		}
		DnsAnswer.Records<SrvRecord> records = (DnsAnswer.Records<SrvRecord>) answer;
		try {
			return new LookupResult.Found(
					SrvRecord.peers(records.values(), (record) -> this.settings.at(record.target(), record.port())),
					Duration.ofSeconds(records.seconds()));
		}
		catch (IllegalArgumentException ex) {
			return new LookupResult.Failed("A target that cannot be a peer: " + ex.getMessage());
		}
	}

	@Override
	public void close() {
		this.questions.close();
	}

}
