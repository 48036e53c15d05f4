package dev.realtime.redis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Whether what is published is heard, for those who watch. Thread-safe.
 */
final class Hearing {

	private volatile boolean up;

	private volatile long provenAtNanos;

	private volatile long lagNanos;

	private volatile boolean everProven;

	/**
	 * A probe came back.
	 * @param sentAtNanos when it was sent
	 */
	void proven(long sentAtNanos) {
		long now = System.nanoTime();
		this.provenAtNanos = now;
		this.lagNanos = now - sentAtNanos;
		this.everProven = true;
		this.up = true;
	}

	/**
	 * There is no connection, or none that can be trusted.
	 */
	void lost() {
		this.up = false;
	}

	boolean isUp() {
		return this.up;
	}

	/**
	 * How long ago a probe came back.
	 * @return the age, or {@code null} if none ever did
	 */
	@Nullable Duration age() {
		return this.everProven ? Duration.ofNanos(System.nanoTime() - this.provenAtNanos) : null;
	}

	/**
	 * How long the last probe that came back was on its way.
	 * @return the time, or {@code null} if none ever did
	 */
	@Nullable Duration lag() {
		return this.everProven ? Duration.ofNanos(this.lagNanos) : null;
	}

}
