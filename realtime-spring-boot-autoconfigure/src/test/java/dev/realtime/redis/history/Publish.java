package dev.realtime.redis.history;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

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

	/**
	 * Record what becomes of a call.
	 * @param receipt the call's result
	 * @param failed which errors say for sure that nothing was published; all others are
	 * unknown outcomes
	 * @return the receipt
	 */
	public CompletableFuture<@Nullable Position> follow(CompletableFuture<@Nullable Position> receipt,
			Predicate<Throwable> failed) {
		return receipt.whenComplete((position, error) -> {
			Throwable cause = (error instanceof CompletionException && error.getCause() != null) ? error.getCause()
					: error;
			if (cause == null) {
				ok(position);
			}
			else if (failed.test(cause)) {
				failed();
			}
			else {
				unknown();
			}
		});
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
