package dev.realtime.benchmarks.systems;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Whether one event loop's observer is on, which changes every few milliseconds of its
 * processor's time: so often that a machine whose speed changes hits both alike. Two
 * turns are a pair, and chance has it which of them is on: nothing that comes back
 * regularly can prefer one. In one thread only.
 */
final class Turns {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final Consumer<Pair> pairs;

	private boolean on;

	private boolean second;

	private double first;

	private long deliveries;

	private long begun = THREADS.getCurrentThreadCpuTime();

	/**
	 * Begin, switched off.
	 * @param pairs takes those that are complete
	 */
	Turns(Consumer<Pair> pairs) {
		this.pairs = pairs;
	}

	boolean on() {
		return this.on;
	}

	/**
	 * Events are written and the observer was told of them. The turn may end here and
	 * nowhere else: what it has delivered is what it has paid for.
	 * @param count how many
	 */
	void delivered(int count) {
		this.deliveries += count;
		long now = THREADS.getCurrentThreadCpuTime();
		if (now - this.begun >= TURN_NANOS) {
			end((double) (now - this.begun) / this.deliveries);
			this.deliveries = 0;
			this.begun = now;
		}
	}

	private void end(double nanos) {
		if (this.second) {
			this.pairs.accept(this.on ? new Pair(nanos, this.first) : new Pair(this.first, nanos));
			this.on = ThreadLocalRandom.current().nextBoolean();
		}
		else {
			this.first = nanos;
			this.on = !this.on;
		}
		this.second = !this.second;
	}

	/**
	 * What a delivery cost, in nanoseconds of the thread's processor time.
	 *
	 * @param with while the observer was on
	 * @param without while it was off
	 */
	record Pair(double with, double without) {

	}

}
