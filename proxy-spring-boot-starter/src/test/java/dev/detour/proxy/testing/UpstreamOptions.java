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

package dev.detour.proxy.testing;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Options of a {@link ScriptedUpstream}.
 *
 * @param host the IP address to listen on
 * @param port the port, or 0 for a free one
 * @param receiveBufferSize the size of the receive buffer of each connection
 * @param tls how TLS is done, if at all
 * @since 0.1.0
 */
public record UpstreamOptions(String host, int port, OptionalInt receiveBufferSize, Optional<UpstreamTls> tls) {

	/**
	 * Returns the options of a plain upstream on a free port.
	 * @return the options
	 */
	public static UpstreamOptions defaults() {
		return new UpstreamOptions("127.0.0.1", 0, OptionalInt.empty(), Optional.empty());
	}

	/**
	 * Sets the address, such as another one of the loopback for a second upstream on the
	 * same port.
	 * @param host the IP address
	 * @return the changed options
	 */
	public UpstreamOptions withHost(String host) {
		return new UpstreamOptions(host, this.port, this.receiveBufferSize, this.tls);
	}

	/**
	 * Sets the port, such as that of an upstream that was closed and is to come back.
	 * @param port the port
	 * @return the changed options
	 */
	public UpstreamOptions withPort(int port) {
		return new UpstreamOptions(this.host, port, this.receiveBufferSize, this.tls);
	}

	/**
	 * Sets the size of the receive buffer, so that an upload that is not read stands
	 * still soon.
	 * @param size the number of bytes
	 * @return the changed options
	 */
	public UpstreamOptions withReceiveBufferSize(int size) {
		return new UpstreamOptions(this.host, this.port, OptionalInt.of(size), this.tls);
	}

	/**
	 * Sets TLS.
	 * @param tls how TLS is done
	 * @return the changed options
	 */
	public UpstreamOptions withTls(UpstreamTls tls) {
		return new UpstreamOptions(this.host, this.port, this.receiveBufferSize, Optional.of(tls));
	}

}
