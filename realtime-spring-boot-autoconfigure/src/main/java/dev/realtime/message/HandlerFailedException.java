package dev.realtime.message;

/**
 * An application's handler failed. Carries no stack trace: its cause's is the one that
 * helps.
 */
final class HandlerFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	HandlerFailedException(Throwable cause) {
		super(cause.toString(), cause, false, false);
	}

}
