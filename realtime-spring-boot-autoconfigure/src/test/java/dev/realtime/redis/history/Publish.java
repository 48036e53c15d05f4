package dev.realtime.redis.history;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * One call of the publisher. Without an outcome it counts as unknown: the event may exist
 * or not. Thread-safe.
 */
public final class Publish {

	private final HistoryChecker history;

	private final Content content;

	private final long invoked;

	private Outcome outcome = Outcome.UNKNOWN;

	private @Nullable Position position;

	private long answered;

	Publish(HistoryChecker history, Content content, long invoked) {
		this.history = history;
		this.content = content;
		this.invoked = invoked;
	}

	/**
	 * The receipt came.
	 * @param position where the event stands, or {@code null} if it is ephemeral
	 */
	public void ok(@Nullable Position position) {
		this.history.record((number) -> {
			this.outcome = Outcome.OK;
			this.position = position;
			this.answered = number;
		});
	}

	/**
	 * It is sure that nothing was published.
	 */
	public void failed() {
		this.history.record((number) -> this.outcome = Outcome.FAILED);
	}

	/**
	 * It may have been published: the reply was lost.
	 */
	public void unknown() {
		this.history.record((number) -> this.outcome = Outcome.UNKNOWN);
	}

	Content content() {
		return this.content;
	}

	long invoked() {
		return this.invoked;
	}

	long answered() {
		return this.answered;
	}

	Outcome outcome() {
		return this.outcome;
	}

	@Nullable Position position() {
		return this.position;
	}

	enum Outcome {

		OK, FAILED, UNKNOWN

	}

}
