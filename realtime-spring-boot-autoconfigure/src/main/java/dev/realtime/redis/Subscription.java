package dev.realtime.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * This node's wish to hear a topic. It outlives connections: on each new one it has to be
 * confirmed again. In the link's serial order only.
 */
final class Subscription {

	private static final long WANTED = -1;

	private final List<CompletableFuture<@Nullable Void>> waiting = new ArrayList<>(1);

	/** How many confirmations of the current connection are still to come. */
	private int unconfirmed;

	private long leftAtNanos = WANTED;

	private boolean left;

	/**
	 * SUBSCRIBE was sent on the current connection.
	 */
	void sent() {
		this.unconfirmed++;
	}

	/**
	 * A confirmation came on the current connection.
	 */
	void confirmed() {
		this.unconfirmed--;
	}

	boolean isConfirmed() {
		return this.unconfirmed <= 0;
	}

	/**
	 * What was sent on an earlier connection counts for nothing.
	 */
	void reset() {
		this.unconfirmed = 0;
	}

	void await(CompletableFuture<@Nullable Void> confirmed) {
		this.left = false;
		this.waiting.add(confirmed);
	}

	/**
	 * Tell those who wait.
	 * @return {@code false} if all of them have given up meanwhile, so that nobody is
	 * left who wants the topic
	 */
	boolean complete() {
		List<CompletableFuture<@Nullable Void>> told = List.copyOf(this.waiting);
		this.waiting.clear();
		boolean wanted = told.isEmpty();
		for (CompletableFuture<@Nullable Void> future : told) {
			wanted |= future.complete(null);
		}
		return wanted;
	}

	/**
	 * Whoever waited has given up.
	 * @param confirmed what it waited for
	 * @return whether nobody is left who wants the topic
	 */
	boolean giveUp(CompletableFuture<@Nullable Void> confirmed) {
		return this.waiting.removeIf((waiting) -> waiting == confirmed) && this.waiting.isEmpty();
	}

	/**
	 * The last who followed the topic has left; another may come soon.
	 * @param nanos when
	 */
	void leave(long nanos) {
		this.left = true;
		this.leftAtNanos = nanos;
	}

	/**
	 * Whether nobody has wanted the topic since a moment.
	 * @param nanos the moment
	 * @return {@code true} if it can be unsubscribed; not before it is confirmed, or what
	 * is still to come would be taken for the confirmation of whoever wants it next
	 */
	boolean isLeftSince(long nanos) {
		return this.left && isConfirmed() && this.leftAtNanos - nanos <= 0;
	}

}
