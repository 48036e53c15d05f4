package dev.realtime.hub;

import java.time.Clock;

import dev.realtime.PublishOutcomeUnknownException;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warns of events that have no receipt, at most once a second, and says how many warnings
 * it kept to itself. Thread-safe.
 */
final class FailureLog {

	private static final Log logger = LogFactory.getLog(DefaultRealtimePublisher.class);

	private static final long INTERVAL_MILLIS = 1000;

	private final Clock clock;

	private boolean warned;

	private long warnedAt;

	private long suppressed;

	FailureLog(Clock clock) {
		this.clock = clock;
	}

	void notPublished(RealtimeEvent event, Throwable error) {
		long before = admit();
		if (before < 0) {
			logger.debug(event + fate(error), error);
			return;
		}
		String message = event + fate(error) + ": " + error
				+ ((before > 0) ? " (and " + before + " more since the last warning)" : "");
		if (error instanceof RealtimeException) {
			logger.warn(message);
		}
		else {
			logger.warn(message, error);
		}
	}

	private static String fate(Throwable error) {
		return (error instanceof PublishOutcomeUnknownException) ? " has no receipt" : " was not published";
	}

	/**
	 * Take note of a failure.
	 * @return how many were suppressed before it, or -1 if it is to be suppressed too
	 */
	private synchronized long admit() {
		long now = this.clock.millis();
		long elapsed = now - this.warnedAt;
		// A clock that was set back must not silence the log.
		if (this.warned && elapsed >= 0 && elapsed < INTERVAL_MILLIS) {
			this.suppressed++;
			return -1;
		}
		long before = this.suppressed;
		this.warned = true;
		this.warnedAt = now;
		this.suppressed = 0;
		return before;
	}

}
