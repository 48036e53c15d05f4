package dev.realtime.hub;

import java.util.concurrent.TimeUnit;

/**
 * Has a lane that is behind wait a little before it begins with what comes next: what
 * follows until then goes out in the same writes. A lane is behind when more came while
 * it was at work, and it waits a part of the time that the work took. Whoever is not
 * behind never waits. Changed in lane only, read by any thread.
 */
final class Linger {

	/** Less work is done again sooner than it is put off. */
	private static final long WORTH_IT = TimeUnit.MICROSECONDS.toNanos(200);

	private static final long MIN = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long MAX = TimeUnit.MILLISECONDS.toNanos(5);

	/** Which part of the work's time. */
	private static final int PART = 8;

	private volatile long until;

	/**
	 * Begin without waiting.
	 * @param now the lane's time
	 */
	Linger(long now) {
		this.until = now;
	}

	/**
	 * The lane has given something to all its followers.
	 * @param took how long that took, in nanoseconds
	 * @param behind whether more came meanwhile
	 * @param now the lane's time
	 */
	void worked(long took, boolean behind, long now) {
		boolean worthIt = behind && took >= WORTH_IT;
		this.until = now + (worthIt ? Math.max(MIN, Math.min(MAX, took / PART)) : 0);
	}

	/**
	 * How long the lane has to wait.
	 * @param now the lane's time
	 * @return nanoseconds, 0 to begin at once
	 */
	long left(long now) {
		return Math.max(0, this.until - now);
	}

}
