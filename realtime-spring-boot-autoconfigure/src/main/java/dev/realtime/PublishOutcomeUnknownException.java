package dev.realtime;

/**
 * An event whose receipt never came: it was published, or it was not. To publish it once
 * more is safe under the same {@link RealtimeEvent#idempotencyKey() idempotency key}.
 *
 * @since 0.1.0
 */
public class PublishOutcomeUnknownException extends RealtimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param cause why there is no receipt
	 */
	public PublishOutcomeUnknownException(Throwable cause) {
		super("Published or not: the receipt did not come. With an idempotency key it is safe to publish again", cause);
	}

}
