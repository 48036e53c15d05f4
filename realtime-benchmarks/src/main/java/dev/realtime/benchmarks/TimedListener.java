package dev.realtime.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.bus.BusListener;

/**
 * Notes how long each event took that carries the nanoseconds of its publication as its
 * timestamp.
 */
final class TimedListener implements BusListener {

	private final AtomicInteger heard = new AtomicInteger();

	private volatile long[] nanos = {};

	/**
	 * Forget what was noted.
	 * @param expected how many events are to come
	 */
	void expect(int expected) {
		this.heard.set(0);
		this.nanos = new long[expected];
	}

	int heard() {
		return this.heard.get();
	}

	/**
	 * What was noted.
	 * @param from how many of the first to leave out, for warming up
	 * @return the rest
	 */
	Percentiles since(int from) {
		return new Percentiles(Arrays.copyOfRange(this.nanos, from, this.nanos.length));
	}

	@Override
	public void onEvent(PublishedEvent event) {
		int index = this.heard.get();
		if (index < this.nanos.length) {
			this.nanos[index] = System.nanoTime() - event.timestamp();
			this.heard.set(index + 1);
		}
	}

	@Override
	public void onCheckpoint(Position position) {
		// Nothing to time.
	}

	@Override
	public void onInterrupted() {
		// Nothing to time.
	}

}
