package dev.realtime.benchmarks.load;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;

/**
 * Which events are on their way, and to how many connections still. Events are numbered
 * in the order in which they are published, over all topics; at most 65,536 may be on
 * their way. Thread-safe.
 */
final class Outstanding {

	private static final int SLOTS = 1 << 16;

	private final Numbering numbering;

	private final AtomicLongArray numbers = new AtomicLongArray(SLOTS);

	private final AtomicIntegerArray left = new AtomicIntegerArray(SLOTS);

	private volatile LongConsumer whenComplete = (number) -> {
	};

	Outstanding(Numbering numbering) {
		this.numbering = numbering;
		for (int i = 0; i < SLOTS; i++) {
			this.numbers.set(i, -1);
		}
	}

	/**
	 * Who hears of events that have reached all.
	 * @param listener given their numbers, on the thread that received the last copy
	 */
	void whenComplete(LongConsumer listener) {
		this.whenComplete = listener;
	}

	/**
	 * An event is about to be published.
	 * @param number its number
	 * @param receivers how many connections are to receive it, at least one
	 */
	void expect(long number, int receivers) {
		int slot = slot(number);
		this.left.set(slot, receivers);
		this.numbers.set(slot, number);
	}

	void received(int topic, long seq) {
		long number = this.numbering.number(topic, seq);
		int slot = slot(number);
		if (this.numbers.get(slot) == number && this.left.decrementAndGet(slot) == 0) {
			this.numbers.set(slot, -1);
			this.whenComplete.accept(number);
		}
	}

	/**
	 * Wait for an event no longer.
	 * @param number its number
	 * @return whether it was still on its way
	 */
	boolean abandon(long number) {
		return this.numbers.compareAndSet(slot(number), number, -1);
	}

	private static int slot(long number) {
		return (int) (number & (SLOTS - 1));
	}

}
