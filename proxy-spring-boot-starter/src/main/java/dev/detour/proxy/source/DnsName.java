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

import java.net.IDN;

import io.netty.util.NetUtil;

/**
 * Names that name servers are asked for.
 */
final class DnsName {

	private static final int MAX_LENGTH = 253;

	private DnsName() {
	}

	/**
	 * Checks that name servers can be asked for a name.
	 * @param name the name
	 * @throws IllegalArgumentException if they cannot
	 */
	static void check(String name) {
		if (NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name)) {
			throw new IllegalArgumentException("'" + name + "' is an IP address, which needs no look-up: use 'peers'");
		}
		if (!isName(name)) {
			throw new IllegalArgumentException("Must be a DNS name, but was '" + name + "'");
		}
	}

	private static boolean isName(String name) {
		if (!name.chars().allMatch((c) -> Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0)) {
			return false;
		}
		try {
			String encoded = withoutEnd(IDN.toASCII(name));
			return !encoded.isEmpty() && encoded.length() <= MAX_LENGTH && !encoded.startsWith(".")
					&& !encoded.endsWith(".") && !encoded.contains("..");
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Returns a name as certificates and URIs have it.
	 * @param name the name
	 * @return the name without the dot at its end
	 */
	static String withoutEnd(String name) {
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

}
