package dev.realtime.security;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Warns at most once a minute, and says how many warnings it kept to itself. Thread-safe.
 */
final class QuietLog {

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final Log log;

	private final LongSupplier nanos;

	private boolean warned;

	private long warnedAt;

	private long suppressed;

	QuietLog(Log log, LongSupplier nanos) {
		this.log = log;
		this.nanos = nanos;
	}

	void warn(String message) {
		warn(message, null);
	}

	void warn(String message, @Nullable Throwable error) {
		long before = admit();
		if (before < 0) {
			this.log.debug(message, error);
			return;
		}
		this.log.warn((before > 0) ? message + " (and " + before + " more since the last warning)" : message, error);
	}

	/**
	 * Take note of a warning.
	 * @return how many were suppressed before it, or -1 if it is to be suppressed too
	 */
	private synchronized long admit() {
		long now = this.nanos.getAsLong();
		if (this.warned && now - this.warnedAt < INTERVAL_NANOS) {
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
