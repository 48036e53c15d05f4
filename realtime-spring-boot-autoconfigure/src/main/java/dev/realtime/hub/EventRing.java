package dev.realtime.hub;

import java.util.Arrays;
import java.util.Objects;

import dev.realtime.codec.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * A queue of events in the order of their offsets that can be entered at any offset. Not
 * thread-safe.
 */
final class EventRing {

	private static final int INITIAL_CAPACITY = 8;

	private @Nullable EncodedEvent[] slots = new EncodedEvent[INITIAL_CAPACITY];

	private int head;

	private int size;

	int size() {
		return this.size;
	}

	EncodedEvent get(int index) {
		return Objects.requireNonNull(this.slots[slot(index)]);
	}

	void addLast(EncodedEvent event) {
		if (this.size == this.slots.length) {
			grow();
		}
		this.slots[slot(this.size++)] = event;
	}

	EncodedEvent removeFirst() {
		EncodedEvent first = get(0);
		this.slots[this.head] = null;
		this.head = slot(1);
		this.size--;
		return first;
	}

	/**
	 * Where the events after an offset begin.
	 * @param offset the offset
	 * @return the index of the first event with a greater offset, or the size
	 */
	int indexAfter(long offset) {
		int low = 0;
		int high = this.size;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (get(middle).event().offset() <= offset) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private int slot(int index) {
		return (this.head + index) & (this.slots.length - 1);
	}

	private void grow() {
		@Nullable EncodedEvent[] larger = Arrays.copyOfRange(this.slots, this.head, this.head + this.slots.length * 2);
		System.arraycopy(this.slots, 0, larger, this.slots.length - this.head, this.head);
		this.slots = larger;
		this.head = 0;
	}

}
