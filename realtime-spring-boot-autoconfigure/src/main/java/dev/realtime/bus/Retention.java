package dev.realtime.bus;

import java.time.Duration;

/**
 * How long a topic's events are kept for replay: until there are more than
 * {@code maxEvents} of them, or one is older than {@code maxAge}.
 *
 * @param maxEvents how many; 0 keeps none, which is noticed as a gap
 * @param maxAge how long; must be positive
 */
public record Retention(int maxEvents, Duration maxAge) {

	/**
	 * Whether anything is kept.
	 * @return {@code false} if events only get an offset
	 */
	public boolean retains() {
		return this.maxEvents > 0;
	}

}
