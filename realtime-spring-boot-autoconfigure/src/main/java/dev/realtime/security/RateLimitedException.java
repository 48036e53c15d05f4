package dev.realtime.security;

/**
 * Somebody who is known asks for too many tickets. Carries no stack trace: it is an
 * answer, not a fault.
 */
public final class RateLimitedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	RateLimitedException(String message) {
		super(message, null, false, false);
	}

}
