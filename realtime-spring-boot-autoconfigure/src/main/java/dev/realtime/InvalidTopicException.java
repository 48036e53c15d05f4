package dev.realtime;

/**
 * A topic that breaks the rules of {@link RealtimeTopics#isValid}.
 *
 * @since 0.1.0
 */
public class InvalidTopicException extends RealtimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param topic the text that is no topic
	 * @param reason what is wrong with it
	 */
	public InvalidTopicException(String topic, String reason) {
		super("Not a topic: \"" + Printable.of(topic) + "\": " + reason);
	}

}
