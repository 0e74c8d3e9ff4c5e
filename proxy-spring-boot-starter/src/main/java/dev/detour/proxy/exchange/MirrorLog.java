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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.event.MirrorListener;
import dev.detour.proxy.event.MirrorView;
import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.policy.MirrorDrop;

/**
 * Writes to the log what becomes of mirrored requests: DEBUG, since no client is
 * concerned.
 *
 * @since 0.1.0
 */
public final class MirrorLog implements MirrorListener {

	private static final Logger logger = LoggerFactory.getLogger("dev.detour.proxy.mirror");

	@Override
	public void ended(MirrorView mirror, Attempt attempt) {
		ProxyError error = attempt.error();
		if (error == null) {
			logger.debug("{}: mirrored to group '{}', {} answered {}", mirror.request(), mirror.group(), attempt.peer(),
					attempt.status());
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("{}: mirrored to group '{}', {} failed: {} ({}, {} bytes written, {} read){}",
					mirror.request(), mirror.group(), attempt.peer(), error.type(), error.delivery(),
					error.bytesWritten(), error.bytesRead(), (error.cause() != null) ? ": " + error.cause() : "");
		}
	}

	@Override
	public void dropped(MirrorView mirror, MirrorDrop reason) {
		logger.debug("{}: not mirrored to group '{}': {}", mirror.request(), mirror.group(), reason.id());
	}

}
