package dev.realtime.hub;

import dev.realtime.BusUnavailableException;
import dev.realtime.EventTooLargeException;
import dev.realtime.InvalidPayloadException;
import dev.realtime.PublishOutcomeUnknownException;
import dev.realtime.PublishRejectedException;

/**
 * Why an event was not published, in a word.
 */
final class UnpublishedReason {

	/** Published or not: nobody waited for the receipt, or it did not come. */
	static final String UNKNOWN = "unknown";

	private UnpublishedReason() {
	}

	static String of(Throwable error) {
		if (error instanceof InvalidPayloadException) {
			return "invalid";
		}
		if (error instanceof EventTooLargeException) {
			return "too_big";
		}
		if (error instanceof PublishRejectedException) {
			return "overload";
		}
		if (error instanceof BusUnavailableException) {
			return "unavailable";
		}
		return (error instanceof PublishOutcomeUnknownException) ? UNKNOWN : "failed";
	}

}
