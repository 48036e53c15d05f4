package dev.realtime.hub;

/**
 * Limits of the publisher.
 *
 * @param maxEventSize how many bytes a payload may have
 * @param maxInFlight how many events handed to {@code send} may wait for their receipt at
 * once; the next one is rejected
 */
public record PublisherSettings(long maxEventSize, int maxInFlight) {

	/** How many sent events may be in flight. */
	public static final int DEFAULT_MAX_IN_FLIGHT = 10_000;

	/**
	 * Create settings with the default number of events in flight.
	 * @param maxEventSize how many bytes a payload may have
	 */
	public PublisherSettings(long maxEventSize) {
		this(maxEventSize, DEFAULT_MAX_IN_FLIGHT);
	}

}
