package dev.realtime.redis;

import io.lettuce.core.RedisException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Warns, once per outage, of a Redis that answers and yet is not heard, which nobody else
 * would say. In the link's serial order only.
 */
final class HearingLog {

	private static final Log logger = LogFactory.getLog(SubscriptionLink.class);

	/** One may be a race with a primary that has just gone. */
	private static final int FAILURES = 2;

	private final Connector connector;

	private int failures;

	HearingLog(Connector connector) {
		this.connector = connector;
	}

	/**
	 * An attempt to hear what is published has failed, though commands are answered.
	 * @param error what went wrong, {@code null} if nothing came back
	 */
	void failed(@Nullable Throwable error) {
		Throwable reason = (error != null) ? CommandLink.unwrap(error)
				: new RedisException("What is sent to the node's own channel does not come back");
		logger.debug("What is published is not heard", reason);
		this.failures++;
		if (this.failures == FAILURES) {
			logger.warn("Redis at " + this.connector.where() + " answers, but what is published cannot be heard: "
					+ Advice.cause(reason) + ". " + Advice.on(reason)
					+ ". It is tried again until it can be; meanwhile new clients are told to come back");
		}
	}

	/**
	 * What is published is heard from now on.
	 * @param again whether it was before
	 * @param begun the epoch that the log has begun since, {@code null} if it did not
	 */
	void heard(boolean again, @Nullable String begun) {
		if (again) {
			logger.info("Events are heard again" + ((begun != null) ? "; the log began the epoch " + begun : "")
					+ ". Connections read what they missed");
		}
		else if (this.failures >= FAILURES) {
			logger.info("Events are heard");
		}
		this.failures = 0;
	}

}
