package dev.realtime.message;

import org.jspecify.annotations.Nullable;

/**
 * A method that is to handle messages and, as it is declared, cannot.
 *
 * @since 0.1.0
 */
public final class InvalidHandlerException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String action;

	InvalidHandlerException(String description, String action) {
		this(description, action, null);
	}

	InvalidHandlerException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/**
	 * What to do about it.
	 * @return a sentence, without a full stop
	 */
	public String action() {
		return this.action;
	}

}
