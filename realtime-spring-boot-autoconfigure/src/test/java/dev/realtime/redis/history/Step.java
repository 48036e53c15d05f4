package dev.realtime.redis.history;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a client. Each has its number in the whole history.
 */
sealed interface Step {

	long number();

	/** A new connection, the end of the one before. */
	record Connected(long number) implements Step {

	}

	record Disconnected(long number) implements Step {

	}

	record Subscribed(long number, @Nullable String since, Map<String, Verdict> verdicts,
			@Nullable String id) implements Step {

	}

	record Unsubscribed(long number, String topic) implements Step {

	}

	record Event(long number, Content content, @Nullable String id) implements Step {

	}

	record Gap(long number, String topic, String reason, @Nullable String id) implements Step {

	}

	record Checkpoint(long number, String id) implements Step {

	}

}
