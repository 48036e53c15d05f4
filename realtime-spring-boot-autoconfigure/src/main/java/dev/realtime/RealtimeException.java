package dev.realtime;

import org.jspecify.annotations.Nullable;

/**
 * What this library throws at an application. Each kind has its own subclass.
 *
 * @since 0.1.0
 */
public abstract class RealtimeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	protected RealtimeException(String message) {
		super(message);
	}

	protected RealtimeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
