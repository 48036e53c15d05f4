package dev.realtime;

/**
 * What a handler may ask for by {@code @Header}, besides the arguments that have a type
 * of their own.
 *
 * @since 0.1.0
 */
public final class RealtimeMessageHeaders {

	/**
	 * The id that the client gave the message, a string; not there if it gave none. An
	 * event that is published with it tells the sender which of its messages caused it,
	 * see {@link RealtimeEvent.Builder#messageId}.
	 */
	public static final String MESSAGE_ID = "messageId";

	/** The message's type, a string. */
	public static final String TYPE = "type";

	private RealtimeMessageHeaders() {
	}

}
