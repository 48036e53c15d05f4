package dev.realtime.security;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens that is full at first and fills at a steady rate. Thread-safe.
 */
public final class RateLimiter {

	private final LongSupplier nanoTime;

	private final long interval;

	private final long capacity;

	/** When the bucket is full again; kept instead of a count, so nothing has to tick. */
	private long fullAt;

	/**
	 * Create a full bucket.
	 * @param ratePerSecond how many tokens come in each second, 1 or more
	 * @param burst how many there are at most, 1 or more
	 * @param nanoTime tells the time as {@link System#nanoTime} does
	 */
	public RateLimiter(int ratePerSecond, int burst, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.interval = TimeUnit.SECONDS.toNanos(1) / ratePerSecond;
		this.capacity = this.interval * burst;
		this.fullAt = nanoTime.getAsLong();
	}

	/**
	 * Take a token if there is one.
	 * @return 0 if it was taken, else in how many milliseconds there is one, at least 1
	 */
	public synchronized long tryAcquire() {
		long now = this.nanoTime.getAsLong();
		if (this.fullAt - now < 0) {
			this.fullAt = now;
		}
		long missing = this.fullAt - now + this.interval - this.capacity;
		if (missing > 0) {
			return TimeUnit.NANOSECONDS.toMillis(missing) + 1;
		}
		this.fullAt += this.interval;
		return 0;
	}

}
