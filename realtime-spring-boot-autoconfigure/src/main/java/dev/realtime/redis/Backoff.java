package dev.realtime.redis;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: longer each time, and never twice the same,
 * so that nodes do not come back together. Not thread-safe.
 */
final class Backoff {

	private static final long FIRST = 100;

	private static final long LONGEST = 5000;

	private final RandomGenerator random;

	private long next = FIRST;

	Backoff(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * The time before the next attempt.
	 * @return between half of the step and the whole
	 */
	Duration next() {
		long delay = this.next / 2 + (long) (this.random.nextDouble() * this.next / 2);
		this.next = Math.min(LONGEST, this.next * 2);
		return Duration.ofMillis(delay);
	}

	/**
	 * It worked: begin anew.
	 */
	void reset() {
		this.next = FIRST;
	}

}
