package dev.realtime.message;

/**
 * What a client may send.
 *
 * @param ratePerSecond how many messages a second in the long run, at least 1
 * @param burst how many messages at once, at least 1
 * @param maxJsonDepth how deeply a message may be nested, itself included, at least 1
 * @param maxSize how many bytes a posted body may have, at least 1
 * @param maxTopics how many topics one connection may follow; 0 for no limit
 * @param maxInFlight how many messages of one connection may wait for their answer, at
 * least 1
 */
public record MessageSettings(int ratePerSecond, int burst, int maxJsonDepth, int maxSize, int maxTopics,
		int maxInFlight) {

	/** 10 a second, 50 at once, 32 levels, 64 KB, 128 topics, 16 in flight. */
	public static final MessageSettings DEFAULTS = new MessageSettings(10, 50, 32, 64 * 1024, 128, 16);

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if one is out of its bounds
	 */
	public MessageSettings {
		if (ratePerSecond < 1 || burst < 1 || maxJsonDepth < 1 || maxSize < 1 || maxTopics < 0 || maxInFlight < 1) {
			throw new IllegalArgumentException("Only maxTopics may be 0, and nothing negative");
		}
	}

}
