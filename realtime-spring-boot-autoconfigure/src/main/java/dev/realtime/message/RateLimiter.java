package dev.realtime.message;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens that is full at first and fills at a steady rate. Thread-safe.
 */
final class RateLimiter {

	private final LongSupplier nanoTime;

	private final long interval;

	private final long capacity;

	/** When the bucket is full again; kept instead of a count, so nothing has to tick. */
	private long fullAt;

	RateLimiter(MessageSettings settings, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.interval = TimeUnit.SECONDS.toNanos(1) / settings.ratePerSecond();
		this.capacity = this.interval * settings.burst();
		this.fullAt = nanoTime.getAsLong();
	}

	/**
	 * Take a token if there is one.
	 * @return 0 if it was taken, else in how many milliseconds there is one, at least 1
	 */
	synchronized long tryAcquire() {
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
