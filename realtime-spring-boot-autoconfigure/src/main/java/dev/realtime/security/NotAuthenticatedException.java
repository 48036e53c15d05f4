package dev.realtime.security;

/**
 * Who is behind a handshake could not be told, so it is refused as unauthorized. Carries
 * no stack trace: it is an answer, not a fault.
 */
public final class NotAuthenticatedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	NotAuthenticatedException(String reason) {
		super(reason, null, false, false);
	}

	NotAuthenticatedException(Throwable cause) {
		super("Not authenticated", cause, false, false);
	}

}
