package dev.realtime.hub;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.ReadRequest;
import dev.realtime.bus.ReadResult;

/**
 * The log as engine.md tells it, with all that can happen to it, and beside it what no
 * engine knows: the true history, in which every event has a number of its own.
 */
final class SimLog {

	/** An epoch that never was. */
	static final String FOREIGN = "foreign";

	private final int knownTopics;

	private State state = new State();

	/** Pasts of the present that it may fall back to. */
	private final List<State> snapshots = new ArrayList<>();

	/** How many of each topic's events are kept. */
	private final Map<String, Integer> retention = new HashMap<>();

	private final Map<Position, Integer> numbers = new HashMap<>();

	private final Map<String, List<Integer>> byTopic = new HashMap<>();

	private final BitSet erased = new BitSet();

	private int count;

	private int epochs;

	SimLog(int knownTopics) {
		this.knownTopics = knownTopics;
		begin(0);
	}

	void retain(String topic, int maxEvents) {
		this.retention.put(topic, maxEvents);
	}

	/**
	 * Retention is switched off, or on again.
	 */
	void toggle(String topic) {
		this.retention.compute(topic, (key, kept) -> (kept == null || kept > 0) ? 0 : 5);
	}

	/**
	 * The number of the last event of the true history.
	 * @return the number
	 */
	int count() {
		return this.count;
	}

	Position top() {
		return new Position(this.state.epoch, this.state.top);
	}

	/**
	 * Up to which number of the true history a position reaches.
	 * @param position a position that was given out
	 * @return the number
	 */
	int numberOf(Position position) {
		if (position.epoch().equals(FOREIGN)) {
			return 0;
		}
		Integer number = this.numbers.get(position);
		if (number == null) {
			throw new AssertionError("the position " + position + " was never given out");
		}
		return number;
	}

	boolean isErased(int number) {
		return this.erased.get(number);
	}

	List<Integer> numbersOf(String topic) {
		return this.byTopic.getOrDefault(topic, List.of());
	}

	PublishedEvent append(String topic) {
		mendTops();
		long prev = this.state.tops.getOrDefault(topic, this.state.floor);
		this.state.top++;
		this.count++;
		this.numbers.put(top(), this.count);
		this.byTopic.computeIfAbsent(topic, (key) -> new ArrayList<>()).add(this.count);
		PublishedEvent event = event(topic, top(), prev);
		List<PublishedEvent> log = this.state.logs.computeIfAbsent(topic, (key) -> new ArrayList<>());
		int kept = this.retention.getOrDefault(topic, Integer.MAX_VALUE);
		if (kept > 0) {
			log.add(event);
		}
		// What was kept before stays when nothing is retained any more: a hole inside.
		while (kept > 0 && log.size() > kept) {
			log.remove(0);
		}
		this.state.tops.remove(topic);
		this.state.tops.put(topic, this.state.top);
		if (this.state.tops.size() > this.knownTopics) {
			String oldest = this.state.tops.keySet().iterator().next();
			this.state.floor = Math.max(this.state.floor, this.state.tops.remove(oldest));
		}
		return event;
	}

	PublishedEvent event(String topic, Position position, long prev) {
		return new PublishedEvent(topic, "t", position, prev, 0, new byte[] { '1' }, null);
	}

	private void mendTops() {
		if (!this.state.sentinel) {
			this.state.sentinel = true;
			this.state.floor = this.state.top;
		}
	}

	ReadResult read(ReadRequest request) {
		mendTops();
		Map<String, GapReason> gaps = new LinkedHashMap<>();
		Map<String, List<PublishedEvent>> missed = new LinkedHashMap<>();
		request.cursors().forEach((topic, cursor) -> {
			List<PublishedEvent> events = new ArrayList<>();
			GapReason gap = judge(topic, cursor, events);
			if (gap != null) {
				gaps.put(topic, gap);
			}
			else if (!events.isEmpty()) {
				missed.put(topic, events);
			}
		});
		if (missed.values().stream().mapToLong(List::size).sum() > request.limit()) {
			missed.keySet().forEach((topic) -> gaps.put(topic, GapReason.LIMIT));
			missed.clear();
		}
		List<PublishedEvent> events = missed.values()
			.stream()
			.flatMap(List::stream)
			.sorted(Comparator.comparingLong(PublishedEvent::offset))
			.toList();
		Position through = top();
		if (events.size() > request.pageSize()) {
			events = events.subList(0, request.pageSize());
			through = events.get(events.size() - 1).position();
		}
		return new ReadResult(top(), through, events, gaps);
	}

	private GapReason judge(String topic, Position cursor, List<PublishedEvent> missed) {
		Long end = cursor.epoch().equals(this.state.epoch) ? Long.valueOf(this.state.top)
				: this.state.closed.get(cursor.epoch());
		if (end == null) {
			return GapReason.UNKNOWN;
		}
		if (cursor.offset() > end) {
			return GapReason.FORKED;
		}
		long reached = cursor.offset();
		for (PublishedEvent event : this.state.logs.getOrDefault(topic, List.of())) {
			if (event.offset() > cursor.offset()) {
				if (event.prev() > reached) {
					return GapReason.TRIMMED;
				}
				missed.add(event);
				reached = event.offset();
			}
		}
		return (reached < this.state.tops.getOrDefault(topic, this.state.floor)) ? GapReason.TRIMMED : null;
	}

	// What happens to it.

	void snapshot() {
		this.snapshots.add(this.state.copy(this.count));
	}

	/**
	 * Restarted with everything.
	 */
	void restart() {
		this.state.closed.put(this.state.epoch, this.state.top);
		begin(this.state.top);
	}

	/**
	 * Restarted with what it was at some moment before.
	 * @param choice picks the moment
	 */
	void rollBack(int choice) {
		if (!this.snapshots.isEmpty()) {
			int chosen = choice % this.snapshots.size();
			State past = this.snapshots.get(chosen);
			this.snapshots.subList(chosen + 1, this.snapshots.size()).clear();
			this.state = past.copy(past.count);
			this.erased.set(past.count + 1, this.count + 1);
		}
		restart();
	}

	/**
	 * Restarted with nothing.
	 */
	void flush() {
		this.state = new State();
		this.snapshots.clear();
		begin(0);
	}

	void loseTops() {
		this.state.tops.clear();
		this.state.sentinel = false;
	}

	void loseEpochs() {
		this.state.closed.clear();
	}

	void expire(String topic) {
		this.state.logs.remove(topic);
	}

	private void begin(long top) {
		this.state.epoch = "epoch" + (char) ('a' + this.epochs / 26 % 26) + (char) ('a' + this.epochs % 26);
		this.epochs++;
		this.state.top = top;
		this.numbers.put(top(), this.count);
	}

	private static final class State {

		private final Map<String, Long> closed = new HashMap<>();

		/** In the order of the offsets. */
		private final Map<String, Long> tops = new LinkedHashMap<>();

		private final Map<String, List<PublishedEvent>> logs = new HashMap<>();

		private String epoch;

		private long top;

		private long floor;

		private boolean sentinel = true;

		private int count;

		State copy(int at) {
			State copy = new State();
			copy.closed.putAll(this.closed);
			copy.tops.putAll(this.tops);
			this.logs.forEach((topic, log) -> copy.logs.put(topic, new ArrayList<>(log)));
			copy.epoch = this.epoch;
			copy.top = this.top;
			copy.floor = this.floor;
			copy.sentinel = this.sentinel;
			copy.count = at;
			return copy;
		}

	}

}
