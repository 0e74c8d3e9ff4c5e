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

package dev.detour.proxy.engine;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.detour.proxy.attempt.Attempt;
import dev.detour.proxy.attempt.AttemptLog;

/**
 * Takes and puts back the whole state of an engine, so that every event can be tried in
 * every state without repeating the way to it. A field that it does not know is an error:
 * forgotten state would make different states look the same.
 */
final class EngineSnapshot {

	private static final Set<String> CONSTANT = Set.of("ExchangeView", "ExchangeListener", "FailoverPolicy",
			"HedgePolicy", "boolean", "long");

	private final AttemptLog log;

	private final List<Cell> cells = new ArrayList<>();

	private final Cell logCount;

	private final Cell logCurrent;

	private final List<Attempt> logList;

	private @Nullable Cell hedgePosition;

	@SuppressWarnings("unchecked")
	EngineSnapshot(ExchangeEngine engine, AttemptLog log) {
		this.log = log;
		collect(engine, Collections.newSetFromMap(new IdentityHashMap<>()));
		this.logCount = new Cell(log, field(AttemptLog.class, "count"));
		this.logCurrent = new Cell(log, field(AttemptLog.class, "current"));
		this.logList = (List<Attempt>) Objects.requireNonNull(new Cell(log, field(AttemptLog.class, "attempts")).get());
	}

	/**
	 * Takes the state.
	 * @return values that are equal if the engine will behave the same, the attempts last
	 */
	List<@Nullable Object> take() {
		List<@Nullable Object> values = new ArrayList<>(this.cells.size() + 2);
		for (Cell cell : this.cells) {
			values.add(cell.get());
		}
		values.add(this.logCount.get());
		values.add(attempts());
		return values;
	}

	/**
	 * Takes the attempts: without hedges, nothing depends on any but the current one.
	 * @return the attempts
	 */
	private Taken attempts() {
		if (this.hedgePosition != null) {
			return new Taken(List.copyOf(this.logList), number(this.logCurrent), number(this.hedgePosition));
		}
		Attempt current = this.log.current();
		return new Taken((current != null) ? List.of(current) : List.of(), 0, 0);
	}

	void putBack(List<@Nullable Object> values) {
		for (int i = 0; i < this.cells.size(); i++) {
			this.cells.get(i).set(values.get(i));
		}
		this.logCount.set(values.get(this.cells.size()));
		this.logList.clear();
		if (values.get(this.cells.size() + 1) instanceof Taken taken) {
			this.logList.addAll(taken.all());
			this.logCurrent.set(taken.current());
			if (this.hedgePosition != null) {
				this.hedgePosition.set(taken.position());
			}
		}
	}

	private void collect(@Nullable Object owner, Set<Object> seen) {
		if (owner == null || !seen.add(owner)) {
			return;
		}
		for (Class<?> type = owner.getClass(); type != Object.class; type = type.getSuperclass()) {
			collect(owner, type, seen);
		}
	}

	private void collect(Object owner, Class<?> type, Set<Object> seen) {
		for (Field field : type.getDeclaredFields()) {
			if (Modifier.isStatic(field.getModifiers())) {
				continue;
			}
			Cell cell = new Cell(owner, field(type, field.getName()));
			if (owner instanceof Hedge && field.getName().equals("position")) {
				this.hedgePosition = cell;
			}
			else if (!Modifier.isFinal(field.getModifiers())) {
				this.cells.add(cell);
			}
			else if (field.getType().getPackage() == EngineSnapshot.class.getPackage()) {
				collect(cell.get(), seen);
			}
			else if (field.getType() != AttemptLog.class && !CONSTANT.contains(field.getType().getSimpleName())) {
				throw new IllegalStateException("Field '" + field + "' is not known to the snapshot");
			}
		}
	}

	private static int number(Cell cell) {
		return (int) Objects.requireNonNull(cell.get());
	}

	private static Field field(Class<?> type, String name) {
		try {
			Field field = type.getDeclaredField(name);
			field.setAccessible(true);
			return field;
		}
		catch (NoSuchFieldException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The attempts.
	 *
	 * @param all all of them
	 * @param current the position of the one that leads
	 * @param position the position that the hedge knows
	 */
	record Taken(List<Attempt> all, int current, int position) {

	}

	private record Cell(Object owner, Field field) {

		@Nullable Object get() {
			try {
				return this.field.get(this.owner);
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(ex);
			}
		}

		void set(@Nullable Object value) {
			try {
				this.field.set(this.owner, value);
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
