package dev.realtime.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.Retention;
import dev.realtime.codec.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The node's memory of recent events, with their frames, bounded in bytes. It answers
 * reads of those who are close to the present, so that the log need not be asked. Used by
 * one thread at a time.
 * <p>
 * It answers only what it can prove: in its own epoch, for cursors from the last event it
 * has forgotten to the last one it was given. Whether it was given every event of a topic
 * is for the caller to know.
 */
final class Tail {

	private final long maxBytes;

	private final AtomicLong bytes = new AtomicLong();

	private final EventRing all = new EventRing();

	private final Map<String, EventRing> byTopic = new HashMap<>();

	private @Nullable String epoch;

	private long start;

	private long last;

	Tail(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Whether a position is of the current epoch.
	 * @param position the position
	 * @return {@code false} if it is of another, or none is known
	 */
	boolean isCurrent(Position position) {
		return position.epoch().equals(this.epoch);
	}

	/**
	 * The last offset that was given.
	 * @return the offset
	 */
	long last() {
		return this.last;
	}

	long bytes() {
		return this.bytes.get();
	}

	/**
	 * Forget everything and begin after a position.
	 * @param position the position
	 */
	void restart(Position position) {
		clear();
		this.epoch = position.epoch();
		this.start = position.offset();
		this.last = position.offset();
	}

	/**
	 * Forget everything.
	 */
	void clear() {
		while (this.all.size() > 0) {
			evict();
		}
	}

	/**
	 * Add an event of the current epoch, taking one reference.
	 * @param event an event with a greater offset than all before it
	 */
	void append(EncodedEvent event) {
		event.retain().chargeTo(this.bytes);
		this.all.addLast(event);
		this.byTopic.computeIfAbsent(event.event().topic(), (topic) -> new EventRing()).addLast(event);
		this.last = event.event().offset();
		while (this.bytes.get() > this.maxBytes && this.all.size() > 0) {
			evict();
		}
	}

	/**
	 * Note that all events up to an offset were given.
	 * @param offset the offset
	 */
	void advance(long offset) {
		this.last = Math.max(this.last, offset);
	}

	/**
	 * Whether everything after a position is here.
	 * @param cursor the position
	 * @return {@code true} if the tail can answer for topics of which it is given all
	 */
	boolean reaches(Position cursor) {
		return isCurrent(cursor) && cursor.offset() >= this.start && cursor.offset() <= this.last;
	}

	/**
	 * Find an event, so that its frames need not be made again.
	 * @param event the event as it was read from the log
	 * @return the same event, or {@code null} if it is not here
	 */
	@Nullable EncodedEvent find(PublishedEvent event) {
		EventRing ring = this.byTopic.get(event.topic());
		Position position = event.position();
		if (ring == null || position == null || !isCurrent(position)) {
			return null;
		}
		int index = ring.indexAfter(position.offset() - 1);
		boolean found = index < ring.size() && ring.get(index).event().offset() == position.offset();
		return found ? ring.get(index) : null;
	}

	/**
	 * Whether a log that keeps no more than a retention still has what is here.
	 * @param retention how long the topic's events are kept
	 * @param topic the topic
	 * @param cursor a position that the tail {@link #reaches}
	 * @return {@code true} if every event of the topic after the position is kept
	 */
	boolean isWithin(Retention retention, String topic, Position cursor) {
		EventRing ring = this.byTopic.get(topic);
		int first = (ring != null) ? ring.indexAfter(cursor.offset()) : 0;
		if (ring == null || first == ring.size()) {
			return true;
		}
		Duration age = Duration.ofNanos(System.nanoTime() - ring.get(first).receivedAt());
		return ring.size() - first <= retention.maxEvents() && age.compareTo(retention.maxAge()) < 0;
	}

	/**
	 * Read what comes after the cursors.
	 * @param cursors positions that the tail {@link #reaches}
	 * @param limit how many events are too many
	 * @param pageSize how many to return at most
	 * @return the events, or {@code null} if there are too many
	 */
	@Nullable Replay read(Map<String, Position> cursors, long limit, int pageSize) {
		List<EncodedEvent> events = new ArrayList<>();
		long missed = 0;
		for (Map.Entry<String, Position> cursor : cursors.entrySet()) {
			EventRing ring = this.byTopic.get(cursor.getKey());
			if (ring != null) {
				int first = ring.indexAfter(cursor.getValue().offset());
				missed += ring.size() - first;
				int end = Math.min(ring.size(), first + pageSize);
				for (int i = first; i < end; i++) {
					events.add(ring.get(i));
				}
			}
		}
		if (missed > limit) {
			return null;
		}
		events.sort(Comparator.comparingLong((event) -> event.event().offset()));
		Position top = top();
		Position through = top;
		if (missed > pageSize) {
			events.subList(pageSize, events.size()).clear();
			through = new Position(top.epoch(), events.get(pageSize - 1).event().offset());
		}
		events.forEach(EncodedEvent::retain);
		return new Replay(top, through, events, Map.of());
	}

	/**
	 * The last position that was given.
	 * @return the position
	 * @throws IllegalStateException if nothing was ever given
	 */
	Position top() {
		Position reached = reached();
		if (reached == null) {
			throw new IllegalStateException("no epoch is known yet");
		}
		return reached;
	}

	/**
	 * The last position that was given, if any was.
	 * @return the position, or {@code null} as long as no epoch is known
	 */
	@Nullable Position reached() {
		return (this.epoch != null) ? new Position(this.epoch, this.last) : null;
	}

	private void evict() {
		EncodedEvent event = this.all.removeFirst();
		EventRing ring = this.byTopic.get(event.event().topic());
		if (ring != null) {
			ring.removeFirst();
			if (ring.size() == 0) {
				this.byTopic.remove(event.event().topic());
			}
		}
		this.start = event.event().offset();
		event.chargeTo(null);
		event.release();
	}

}
