package dev.realtime.local;

import dev.realtime.PublishedEvent;
import dev.realtime.bus.Retention;
import org.jspecify.annotations.Nullable;

/**
 * The events of one topic that are kept, in a ring, and the offset of its last event,
 * which is known for longer. Events only ever leave at the old end, so those that are
 * left have no hole between them. Not thread-safe.
 */
final class TopicLog {

	private static final int MIN_CAPACITY = 4;

	private final String topic;

	private long lastOffset;

	private int maxEvents;

	private long maxAge;

	private @Nullable PublishedEvent[] events = new PublishedEvent[0];

	/** When each event was appended, in milliseconds. */
	private long[] times = new long[0];

	private int head;

	private int size;

	/**
	 * When the {@link ExpiryOrder} looks at this log; {@link Long#MAX_VALUE} if never.
	 */
	private long dueAt = Long.MAX_VALUE;

	TopicLog(String topic) {
		this.topic = topic;
	}

	String topic() {
		return this.topic;
	}

	/**
	 * The offset of the topic's last event, kept or not.
	 * @return the offset
	 */
	long lastOffset() {
		return this.lastOffset;
	}

	int size() {
		return this.size;
	}

	PublishedEvent event(int index) {
		PublishedEvent event = this.events[slot(index)];
		if (event == null) {
			throw new IndexOutOfBoundsException(index);
		}
		return event;
	}

	/**
	 * Append an event and keep to its retention from now on: what would have expired
	 * under the one before is gone already, see {@link #expire(long)}.
	 * @param event the event
	 * @param retention how long to keep this topic's events
	 * @param now the time in milliseconds
	 */
	void append(PublishedEvent event, Retention retention, long now) {
		this.lastOffset = event.offset();
		this.maxEvents = Math.max(0, retention.maxEvents());
		this.maxAge = Millis.of(retention.maxAge());
		if (this.maxEvents > 0) {
			makeRoom();
			int slot = slot(this.size++);
			this.events[slot] = event;
			this.times[slot] = now;
		}
		removeOldest(this.size - this.maxEvents);
		expire(now);
	}

	/**
	 * Drop the events that are too old.
	 * @param now the time in milliseconds
	 * @return how many were dropped
	 */
	int expire(long now) {
		int expired = 0;
		while (expired < this.size && now - this.times[slot(expired)] > this.maxAge) {
			expired++;
		}
		removeOldest(expired);
		return expired;
	}

	/**
	 * When the oldest event will be too old.
	 * @return the time in milliseconds; {@link Long#MAX_VALUE} if never
	 */
	long expiresAt() {
		return (this.size > 0) ? Millis.plus(this.times[this.head], this.maxAge) : Long.MAX_VALUE;
	}

	/**
	 * The place of the first event after an offset.
	 * @param offset the offset
	 * @return the index, or the size if there is none
	 */
	int indexAfter(long offset) {
		int low = 0;
		int high = this.size;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (event(middle).offset() <= offset) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	long dueAt() {
		return this.dueAt;
	}

	void setDueAt(long dueAt) {
		this.dueAt = dueAt;
	}

	private void makeRoom() {
		if (this.size == this.events.length) {
			resize(Math.max(MIN_CAPACITY, this.size * 2));
		}
	}

	private void removeOldest(int count) {
		for (int i = 0; i < count; i++) {
			this.events[this.head] = null;
			this.head = slot(1);
			this.size--;
		}
		if (count > 0 && this.size == 0) {
			this.events = new PublishedEvent[0];
			this.times = new long[0];
			this.head = 0;
		}
		else if (count > 0 && this.events.length > MIN_CAPACITY && this.size < this.events.length / 4) {
			resize(this.events.length / 2);
		}
	}

	private void resize(int capacity) {
		@Nullable PublishedEvent[] newEvents = new PublishedEvent[capacity];
		long[] newTimes = new long[capacity];
		for (int i = 0; i < this.size; i++) {
			newEvents[i] = this.events[slot(i)];
			newTimes[i] = this.times[slot(i)];
		}
		this.events = newEvents;
		this.times = newTimes;
		this.head = 0;
	}

	private int slot(int index) {
		int slot = this.head + index;
		return (slot < this.events.length) ? slot : slot - this.events.length;
	}

}
