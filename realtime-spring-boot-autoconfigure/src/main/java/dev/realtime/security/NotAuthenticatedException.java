package dev.realtime.security;

/**
 * Who is behind a handshake could not be told, so it is refused as unauthorized. Carries
 * no stack trace: it is an answer, not a fault.
 */
public final class NotAuthenticatedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	NotAuthenticatedException(Throwable cause) {
		super("Not authenticated", cause, false, false);
	}

	/**
	 * Create the exception where nothing failed.
	 * @param message what is not accepted
	 */
	NotAuthenticatedException(String message) {
		super(message, null, false, false);
	}

}
