package dev.realtime;

/**
 * An event that was not accepted because too many are in flight. Nothing was published;
 * try again later.
 *
 * @since 0.1.0
 */
public class PublishRejectedException extends RealtimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param maxInFlight how many may be in flight
	 */
	public PublishRejectedException(int maxInFlight) {
		super("Not published: " + maxInFlight + " events are already in flight; the bus is slower than the application."
				+ " Wait for receipts before publishing more");
	}

}
