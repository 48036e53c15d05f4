package dev.realtime.hub;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import dev.realtime.Position;
import org.jspecify.annotations.Nullable;

/**
 * This node's subscription to one topic, from the first lane that wants it to the last
 * one that leaves. What is known of its predecessor counts for nothing. Used in the hub's
 * serial order only.
 */
final class TopicSubscription {

	private static final long NONE = -1;

	private final List<Lane> lanes = new ArrayList<>(2);

	private @Nullable List<Waiter> waiters = new ArrayList<>(1);

	private @Nullable Throwable failure;

	private long coveredFrom = NONE;

	private long seen = NONE;

	/** The last event that was missed: who read less than that read before the hole. */
	private long missed = NONE;

	/**
	 * Create a subscription.
	 * @param lanes those that are attached already: to one that has failed before it
	 */
	TopicSubscription(List<Lane> lanes) {
		this.lanes.addAll(lanes);
	}

	/**
	 * Wait for several.
	 * @param subscriptions which
	 * @param confirmed run when all of them are confirmed
	 * @param failure told of the first that fails
	 */
	static void awaitAll(Iterator<TopicSubscription> subscriptions, Runnable confirmed, Consumer<Throwable> failure) {
		while (subscriptions.hasNext()) {
			TopicSubscription subscription = subscriptions.next();
			if (!subscription.isConfirmed()) {
				subscription.await(new Waiter() {

					@Override
					public void confirmed() {
						awaitAll(subscriptions, confirmed, failure);
					}

					@Override
					public void failed(Throwable error) {
						failure.accept(error);
					}

				});
				return;
			}
		}
		confirmed.run();
	}

	List<Lane> lanes() {
		return this.lanes;
	}

	boolean isConfirmed() {
		return this.waiters == null;
	}

	boolean hasFailed() {
		return this.failure != null;
	}

	void await(Waiter waiter) {
		if (this.failure != null) {
			waiter.failed(this.failure);
		}
		else if (this.waiters == null) {
			waiter.confirmed();
		}
		else {
			this.waiters.add(waiter);
		}
	}

	void confirm() {
		List<Waiter> confirmed = this.waiters;
		this.waiters = null;
		if (confirmed != null) {
			confirmed.forEach(Waiter::confirmed);
		}
	}

	void fail(Throwable error) {
		this.failure = error;
		List<Waiter> failed = this.waiters;
		this.waiters = new ArrayList<>();
		if (failed != null) {
			failed.forEach((waiter) -> waiter.failed(error));
		}
	}

	/**
	 * Whether this node was given every event of the topic after a position.
	 * @param cursor a position of the hub's epoch
	 * @return {@code true} if it was
	 */
	boolean covers(Position cursor) {
		return this.coveredFrom != NONE && cursor.offset() >= this.coveredFrom;
	}

	/**
	 * The log was read up to a position after the subscription was confirmed: from there
	 * on, this node is given every event.
	 * @param top the position
	 */
	void cover(Position top) {
		if (this.coveredFrom == NONE && top.offset() >= this.missed) {
			this.coveredFrom = top.offset();
		}
	}

	/**
	 * What was known of the topic's events is worth nothing any more.
	 */
	void uncover() {
		this.coveredFrom = NONE;
		this.seen = NONE;
		this.missed = NONE;
	}

	/**
	 * Compare an event with what was seen before. A hole ends the coverage; those who
	 * miss something find out by the same comparison.
	 * @param offset the event's offset
	 * @param prev the offset of the event before it in the topic
	 * @return {@code false} if the event was seen before
	 */
	boolean accept(long offset, long prev) {
		if (offset <= this.seen) {
			return false;
		}
		if (prev > Math.max(this.seen, this.coveredFrom)) {
			this.coveredFrom = NONE;
			this.missed = prev;
		}
		this.seen = offset;
		return true;
	}

	/**
	 * Waits for the confirmation.
	 */
	interface Waiter {

		void confirmed();

		void failed(Throwable error);

	}

}
