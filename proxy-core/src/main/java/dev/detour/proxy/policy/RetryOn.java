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

package dev.detour.proxy.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.failure.ProxyError;
import dev.detour.proxy.http.Headers;
import dev.detour.proxy.http.StatusSet;

/**
 * After what another attempt may help. Whether it is also safe is not asked here. An
 * immutable value.
 *
 * @param conditions kinds of failures
 * @param statuses statuses of responses
 * @param grpcStatuses statuses of gRPC, as far as they come with the head of a response
 * @since 0.1.0
 */
public record RetryOn(Set<RetryCondition> conditions, StatusSet statuses, Set<GrpcStatus> grpcStatuses) {

	/**
	 * Failures of connections, time-outs, and the statuses 502, 503 and 504.
	 */
	public static final RetryOn DEFAULT = new RetryOn(EnumSet.of(RetryCondition.CONNECT_FAILURE, RetryCondition.STALE,
			RetryCondition.RESET, RetryCondition.REFUSED, RetryCondition.TIMEOUT), StatusSet.of(502, 503, 504),
			Set.of());

	/**
	 * Copies the sets.
	 * @param conditions kinds of failures
	 * @param statuses statuses of responses
	 * @param grpcStatuses statuses of gRPC
	 */
	public RetryOn {
		Objects.requireNonNull(statuses, "'statuses' must not be null");
		conditions = Set.copyOf(conditions);
		grpcStatuses = Set.copyOf(grpcStatuses);
	}

	/**
	 * Reads conditions from text.
	 * @param texts names of conditions such as {@code connect-failure}, statuses such as
	 * {@code 503}, {@code 500-504} or {@code 5xx}, and statuses of gRPC such as
	 * {@code grpc-unavailable}
	 * @return the value
	 * @throws IllegalArgumentException if one is none of these; the message lists what
	 * there is
	 */
	public static RetryOn parse(Collection<String> texts) {
		Set<RetryCondition> conditions = EnumSet.noneOf(RetryCondition.class);
		Set<GrpcStatus> grpcStatuses = EnumSet.noneOf(GrpcStatus.class);
		StatusSet statuses = StatusSet.NONE;
		for (String text : texts) {
			RetryCondition condition = find(RetryCondition.values(), RetryCondition::id, text);
			GrpcStatus grpcStatus = find(GrpcStatus.values(), GrpcStatus::id, text);
			if (condition != null) {
				conditions.add(condition);
			}
			else if (grpcStatus != null && grpcStatus != GrpcStatus.OK) {
				grpcStatuses.add(grpcStatus);
			}
			else if (StatusSet.looksLike(text)) {
				statuses = statuses.and(StatusSet.parse(text));
			}
			else {
				throw new IllegalArgumentException(unknown(text));
			}
		}
		return new RetryOn(conditions, statuses, grpcStatuses);
	}

	private static <E> @Nullable E find(E[] values, Function<E, String> id, String text) {
		return Arrays.stream(values).filter((value) -> id.apply(value).equals(text)).findFirst().orElse(null);
	}

	private static String unknown(String text) {
		String names = Stream
			.concat(Arrays.stream(RetryCondition.values()).map(RetryCondition::id),
					List.of("a status ('503', '500-504', '5xx')", "a status of gRPC ('grpc-unavailable')").stream())
			.collect(Collectors.joining(", "));
		return "Unknown condition '" + text + "' for a retry: there are " + names;
	}

	/**
	 * Returns whether another attempt may help after a failure.
	 * @param error the failure
	 * @return {@code true} if a condition matches
	 */
	public boolean matches(ProxyError error) {
		for (RetryCondition condition : this.conditions) {
			if (condition.matches(error)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether another attempt may help after a response.
	 * @param status the status
	 * @param headers the header fields
	 * @return {@code true} if the status, or the one of gRPC, is among these
	 */
	public boolean matches(int status, Headers headers) {
		return this.statuses.contains(status)
				|| (!this.grpcStatuses.isEmpty() && matchesGrpc(headers.first("grpc-status")));
	}

	private boolean matchesGrpc(@Nullable String code) {
		for (GrpcStatus status : this.grpcStatuses) {
			if (status.code().equals(code)) {
				return true;
			}
		}
		return false;
	}

}
