package dev.realtime.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what other threads do, looking every 2 ms.
 */
final class Waiting {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

	private Waiting() {
	}

	/**
	 * Wait until something holds.
	 * @param condition what is to hold
	 * @param seconds how long to wait at most
	 * @return whether it holds
	 */
	static boolean until(BooleanSupplier condition, double seconds) {
		long deadline = System.nanoTime() + (long) (seconds * 1e9);
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline > 0) {
				return false;
			}
			LockSupport.parkNanos(PAUSE);
		}
		return true;
	}

	/**
	 * Wait until something holds, or fail.
	 * @param condition what is to hold
	 * @param seconds how long to wait at most
	 * @param what it in words
	 */
	static void until(BooleanSupplier condition, double seconds, String what) {
		if (!until(condition, seconds)) {
			throw new IllegalStateException("Not true after " + seconds + " s: " + what);
		}
	}

}
