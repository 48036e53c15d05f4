package dev.realtime;

import org.jspecify.annotations.Nullable;

/**
 * A payload that is not one JSON value, is nested too deeply, or cannot be encoded.
 *
 * @since 0.1.0
 */
public class InvalidPayloadException extends RealtimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what is wrong and what to do
	 * @param cause the encoder's or parser's error, or {@code null}
	 */
	public InvalidPayloadException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
