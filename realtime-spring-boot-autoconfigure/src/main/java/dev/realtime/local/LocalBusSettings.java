package dev.realtime.local;

import java.time.Duration;

/**
 * The bounds of a {@link LocalBus}.
 *
 * @param knownTopics how many topics have a log, at least 1; the one that was published
 * to the longest ago is forgotten first
 * @param idempotencyWindow how long an idempotency key is remembered; zero remembers none
 * @param idempotencyMaxKeys how many idempotency keys are remembered, the oldest is
 * dropped first; 0 remembers none
 */
public record LocalBusSettings(int knownTopics, Duration idempotencyWindow, int idempotencyMaxKeys) {

	/** 100,000 topics; 100,000 idempotency keys for ten minutes. */
	public static final LocalBusSettings DEFAULTS = new LocalBusSettings(100_000, Duration.ofMinutes(10), 100_000);

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if one is out of its bounds
	 */
	public LocalBusSettings {
		if (knownTopics < 1) {
			throw new IllegalArgumentException("knownTopics must be at least 1, not " + knownTopics);
		}
		if (idempotencyWindow.isNegative()) {
			throw new IllegalArgumentException("idempotencyWindow must not be negative: " + idempotencyWindow);
		}
		if (idempotencyMaxKeys < 0) {
			throw new IllegalArgumentException("idempotencyMaxKeys must not be negative: " + idempotencyMaxKeys);
		}
	}

}
