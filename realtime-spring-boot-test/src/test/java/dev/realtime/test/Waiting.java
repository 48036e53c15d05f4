package dev.realtime.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waiting for what may or may not come.
 */
final class Waiting {

	private Waiting() {
	}

	/**
	 * Wait until something is so, or the time is over.
	 * @param time how long at most
	 * @param condition what to wait for
	 * @return whether it came
	 */
	static boolean until(Duration time, BooleanSupplier condition) {
		try {
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(5))
				.atMost(time)
				.until(condition::getAsBoolean);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

}
