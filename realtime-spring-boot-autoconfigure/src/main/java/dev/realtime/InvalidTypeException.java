package dev.realtime;

/**
 * A type that breaks the rules of {@link RealtimeTopics#isValidType}, or is reserved.
 *
 * @since 0.1.0
 */
public class InvalidTypeException extends RealtimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param type the text that is no type
	 * @param reason what is wrong with it
	 */
	public InvalidTypeException(String type, String reason) {
		super("Not a type for an event: \"" + Printable.of(type) + "\": " + reason);
	}

}
