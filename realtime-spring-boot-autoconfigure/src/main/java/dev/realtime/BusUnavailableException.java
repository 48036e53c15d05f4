package dev.realtime;

import org.jspecify.annotations.Nullable;

/**
 * The bus cannot be used now, and nothing was done: nothing published, nothing
 * subscribed. Try again later.
 *
 * @since 0.1.0
 */
public class BusUnavailableException extends RealtimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what is wrong, and what to do
	 * @param cause what showed it, or {@code null}
	 */
	public BusUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
