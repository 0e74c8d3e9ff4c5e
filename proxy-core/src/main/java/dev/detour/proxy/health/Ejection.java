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

package dev.detour.proxy.health;

/**
 * That a peer is not to be used for a while. Times are nanoseconds of a monotonic clock.
 *
 * @param cause why
 * @param level how many ejections without a rest it is, from 1 to where they last longest
 * @param at when it began
 * @param until when the peer may be tried again
 * @param probeAt when the next single exchange may go to the peer
 * @since 0.1.0
 */
public record Ejection(EjectionCause cause, int level, long at, long until, long probeAt) {

	Ejection withProbeAt(long probeAt) {
		return new Ejection(this.cause, this.level, this.at, this.until, probeAt);
	}

}
