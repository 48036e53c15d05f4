package dev.realtime.hub;

import java.util.List;
import java.util.function.LongSupplier;

import dev.realtime.Position;
import dev.realtime.RealtimeObserver;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.MergedEvents;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One event, or several of one topic that follow each other in the lane's queue, on their
 * way through the lane's followers of the topic. Holds one reference to each event until
 * it is done.
 */
final class Broadcast {

	private static final Log logger = LogFactory.getLog(Broadcast.class);

	private final MergedEvents merged;

	private final FollowerList followers;

	private final LongSupplier nanoTime;

	private final int[] fanout;

	private int place;

	private long duration;

	private boolean failed;

	Broadcast(MergedEvents merged, FollowerList followers, LongSupplier nanoTime) {
		this.merged = merged;
		this.followers = followers;
		this.nanoTime = nanoTime;
		this.fanout = new int[merged.events().size()];
		followers.offering(true);
	}

	/**
	 * Offer the events to the next followers.
	 * @param max to how many at most
	 * @param last whether nothing else waits in the lane
	 * @return to how many
	 */
	int offer(int max, boolean last) {
		long begun = this.nanoTime.getAsLong();
		int end = Math.min(this.followers.places(), this.place + max);
		int offered = end - this.place;
		// What is sent at once is sent while it is in the processor's cache.
		boolean flush = last || this.followers.places() > max;
		while (this.place < end) {
			Follower follower = this.followers.get(this.place++);
			if (follower != null) {
				offer(follower, flush);
			}
		}
		this.duration += this.nanoTime.getAsLong() - begun;
		return offered;
	}

	/** One that cannot be given it keeps nobody else from it. */
	private void offer(Follower follower, boolean flush) {
		try {
			follower.offer(this.merged, this.fanout, flush);
		}
		catch (RuntimeException | Error ex) {
			if (!this.failed) {
				this.failed = true;
				logger.error("Events could not be given to a connection, and maybe more; they are read again", ex);
			}
			follower.interrupted();
		}
	}

	boolean isMerged() {
		return this.fanout.length > 1;
	}

	/**
	 * How long the offers took, without the time in between.
	 * @return nanoseconds
	 */
	long duration() {
		return this.duration;
	}

	boolean isDone() {
		return this.place >= this.followers.places();
	}

	/**
	 * Up to where everybody was offered everything when this is done.
	 * @return the position, or {@code null} if it moves nobody
	 */
	@Nullable Position reached() {
		List<EncodedEvent> events = this.merged.events();
		return events.get(events.size() - 1).event().position();
	}

	/**
	 * Tell what became of the events, and let go of them.
	 * @param observer told
	 */
	void end(RealtimeObserver observer) {
		List<EncodedEvent> events = this.merged.events();
		int deliveries = 0;
		for (int i = 0; i < this.fanout.length; i++) {
			deliveries += this.fanout[i];
			TracedEvent.done(events.get(i), this.fanout[i]);
		}
		EncodedEvent first = events.get(0);
		observer.broadcast(this.fanout.length, deliveries, System.nanoTime() - first.receivedAt(),
				Math.max(0, System.currentTimeMillis() - first.event().timestamp()), this.duration);
		this.merged.release();
	}

	/**
	 * Let go of those who left meanwhile.
	 */
	void leave() {
		this.followers.offering(false);
	}

}
