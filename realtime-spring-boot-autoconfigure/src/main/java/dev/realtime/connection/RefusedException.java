package dev.realtime.connection;

import dev.realtime.CloseReason;

/**
 * A handshake or request that is refused for a reason the client is told. Carries no
 * stack trace: it is an answer, not a fault.
 */
public final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final CloseReason reason;

	public RefusedException(CloseReason reason, String detail) {
		super(detail, null, false, false);
		this.reason = reason;
	}

	/**
	 * Why.
	 * @return the reason
	 */
	public CloseReason reason() {
		return this.reason;
	}

}
