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

package dev.detour.proxy.balance;

import java.util.Arrays;
import java.util.List;

/**
 * A ring of hashes on which every peer has many points; a key belongs to the next point
 * (ketama), or to a later one if that peer has more than its share to do (consistent
 * hashing with bounded loads).
 */
final class HashRing implements LoadBalancer.Chooser {

	static final double DEFAULT_BOUND = 1.25;

	/**
	 * Points of a peer of weight 1. The share of the keys that a peer has, and that moves
	 * when it goes, differs from the even one by about 1/sqrt(points) of it: 3 %.
	 * libketama's and nginx's 160 would make that 8 %.
	 */
	static final int POINTS = 1024;

	/**
	 * The most points of a peer. Where weights are larger than ten, a peer of weight 1
	 * has fewer.
	 */
	private static final int MAX_POINTS = POINTS * 10;

	private final HashKey key;

	private final double bound;

	private final PeerLoad[] loads;

	private final long[] hashes;

	private final int[] owners;

	HashRing(List<Candidate> candidates, HashKey key, double bound) {
		this.key = key;
		this.bound = bound;
		this.loads = candidates.stream().map(Candidate::load).toArray(PeerLoad[]::new);
		Point[] points = points(candidates);
		this.hashes = Arrays.stream(points).mapToLong(Point::hash).toArray();
		this.owners = Arrays.stream(points).mapToInt(Point::owner).toArray();
	}

	private static Point[] points(List<Candidate> candidates) {
		int heaviest = candidates.stream().mapToInt(Candidate::weight).max().orElse(1);
		double unit = Math.min(POINTS, MAX_POINTS / Math.max(1.0, heaviest));
		Point[] points = new Point[candidates.stream().mapToInt((candidate) -> count(candidate, unit)).sum()];
		int next = 0;
		for (int owner = 0; owner < candidates.size(); owner++) {
			Candidate candidate = candidates.get(owner);
			for (int i = 0; i < count(candidate, unit); i++) {
				points[next++] = new Point(Hash.of(candidate.id() + '-' + i), owner, candidate.id());
			}
		}
		Arrays.sort(points);
		return points;
	}

	private static int count(Candidate candidate, double unit) {
		return (candidate.weight() > 0) ? Math.max(1, (int) Math.round(candidate.weight() * unit)) : 0;
	}

	@Override
	public int choose(Choice choice) {
		String value = this.key.of(choice.request());
		return (value != null) ? find(Hash.of(value), choice) : choice.draw();
	}

	private int find(long hash, Choice choice) {
		double share = share(choice);
		int start = Arrays.binarySearch(this.hashes, hash);
		start = (start >= 0) ? start : -start - 1;
		int fallback = -1;
		for (int i = 0; i < this.owners.length; i++) {
			int owner = this.owners[(start + i) % this.owners.length];
			double weight = choice.weight(owner);
			if (weight > 0) {
				// Equal to the smallest whole number that is not below the share.
				if (this.loads[owner].inFlight() < share * weight) {
					return owner;
				}
				fallback = (fallback < 0) ? owner : fallback;
			}
		}
		return (fallback >= 0) ? fallback : choice.draw();
	}

	/**
	 * Returns what a peer may have in flight per weight.
	 * @param choice what there is to choose from
	 * @return the number; there is always a peer that has less
	 */
	private double share(Choice choice) {
		long inFlight = 1;
		double weights = 0;
		for (int i = 0; i < this.loads.length; i++) {
			if (choice.weight(i) > 0) {
				inFlight += this.loads[i].inFlight();
				weights += choice.weight(i);
			}
		}
		return this.bound * inFlight / weights;
	}

	/**
	 * One point on the ring. The id settles whose it is if two peers have the same hash,
	 * whatever order they come in.
	 *
	 * @param hash where it is
	 * @param owner the index of the peer
	 * @param id the id of the peer
	 */
	private record Point(long hash, int owner, String id) implements Comparable<Point> {

		@Override
		public int compareTo(Point other) {
			int order = Long.compare(this.hash, other.hash);
			return (order != 0) ? order : this.id.compareTo(other.id);
		}

	}

}
