package dev.realtime;

/**
 * An event whose payload is larger than {@code realtime.events.max-size}.
 *
 * @since 0.1.0
 */
public class EventTooLargeException extends RealtimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param topic the topic
	 * @param size the payload's size in bytes
	 * @param maxSize the limit in bytes
	 */
	public EventTooLargeException(String topic, int size, long maxSize) {
		super("The payload for \"" + topic + "\" has " + size + " bytes, more than realtime.events.max-size (" + maxSize
				+ "): send a reference instead, or raise the limit");
	}

}
