package dev.realtime.hub;

/**
 * Limits of the publisher.
 *
 * @param maxEventSize how many bytes a payload may have
 * @param maxInFlight how many events handed to {@code send} may wait for their receipt at
 * once; the next one is rejected
 * @param userTopic the name of a user's own topic, with {@code {user}} for the encoded
 * name
 */
public record PublisherSettings(long maxEventSize, int maxInFlight, String userTopic) {

	/** How many sent events may be in flight. */
	public static final int DEFAULT_MAX_IN_FLIGHT = 10_000;

	/** What users' own topics are called. */
	public static final String DEFAULT_USER_TOPIC = "user.{user}";

	/**
	 * Create settings with the default names of users' own topics.
	 * @param maxEventSize how many bytes a payload may have
	 * @param maxInFlight how many sent events may be in flight
	 */
	public PublisherSettings(long maxEventSize, int maxInFlight) {
		this(maxEventSize, maxInFlight, DEFAULT_USER_TOPIC);
	}

}
