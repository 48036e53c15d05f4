package dev.realtime.connection;

import dev.realtime.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * A handshake or request that is refused for a reason the client is told. Carries no
 * stack trace: it is an answer, not a fault.
 */
public final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final CloseReason reason;

	private final @Nullable String topic;

	public RefusedException(CloseReason reason, String detail) {
		this(reason, detail, null);
	}

	/**
	 * Create for one of several topics.
	 * @param reason why
	 * @param detail a sentence for humans
	 * @param topic the topic without which the request would have done, or {@code null}
	 */
	public RefusedException(CloseReason reason, String detail, @Nullable String topic) {
		super(detail, null, false, false);
		this.reason = reason;
		this.topic = topic;
	}

	/**
	 * Why.
	 * @return the reason
	 */
	public CloseReason reason() {
		return this.reason;
	}

	/**
	 * The topic it is about.
	 * @return the topic, or {@code null} if it is about none of them
	 */
	public @Nullable String topic() {
		return this.topic;
	}

}
