package dev.realtime;

import java.util.regex.Pattern;

/**
 * Thrown by an application's handler to answer a message with an error of its own: the
 * client gets the code and the text, which are all that it gets. Nothing is logged, and
 * the connection stays open.
 *
 * @since 0.1.0
 */
public class MessageRejectedException extends RealtimeException {

	private static final long serialVersionUID = 1L;

	private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

	private final String code;

	private final boolean temporary;

	/**
	 * Reject a message for good.
	 * @param code what programs read, such as {@code room_full}: 1 to 64 lower-case
	 * letters, digits, dots, dashes and underscores, a letter first
	 * @param text what people read
	 * @throws IllegalArgumentException if the code is not of that form
	 */
	public MessageRejectedException(String code, String text) {
		this(code, text, false);
	}

	/**
	 * Reject a message.
	 * @param code what programs read, see above
	 * @param text what people read
	 * @param temporary whether the same message may succeed later
	 * @throws IllegalArgumentException if the code is not of that form
	 */
	public MessageRejectedException(String code, String text, boolean temporary) {
		super(text);
		if (!CODE.matcher(code).matches()) {
			throw new IllegalArgumentException("Not an error code: \"" + Printable.of(code) + "\": use 1 to 64 of "
					+ "[a-z0-9_.-], beginning with a letter");
		}
		this.code = code;
		this.temporary = temporary;
	}

	/**
	 * What programs read.
	 * @return the code
	 */
	public String getCode() {
		return this.code;
	}

	/**
	 * What people read.
	 * @return the text
	 */
	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

	/**
	 * Whether the same message may succeed later.
	 * @return {@code false} if it is of no use to send it again
	 */
	public boolean isTemporary() {
		return this.temporary;
	}

}
