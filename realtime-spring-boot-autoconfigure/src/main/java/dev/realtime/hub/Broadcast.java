package dev.realtime.hub;

import java.util.function.LongSupplier;

import dev.realtime.codec.EncodedEvent;

/**
 * One event on its way through a lane's followers of its topic. Holds one reference to
 * the event until it is done.
 */
final class Broadcast {

	private final EncodedEvent event;

	private final FollowerList followers;

	private final LongSupplier nanoTime;

	private int place;

	private int fanout;

	private long duration;

	Broadcast(EncodedEvent event, FollowerList followers, LongSupplier nanoTime) {
		this.event = event;
		this.followers = followers;
		this.nanoTime = nanoTime;
		followers.offering(true);
	}

	/**
	 * Offer the event to the next followers.
	 * @param max to how many at most
	 * @return to how many
	 */
	int offer(int max) {
		long begun = this.nanoTime.getAsLong();
		int end = Math.min(this.followers.places(), this.place + max);
		int offered = end - this.place;
		while (this.place < end) {
			Follower follower = this.followers.get(this.place++);
			if (follower != null && follower.offer(this.event)) {
				this.fanout++;
			}
		}
		this.duration += this.nanoTime.getAsLong() - begun;
		return offered;
	}

	boolean isDone() {
		return this.place >= this.followers.places();
	}

	/**
	 * Let go of the event and of those who left meanwhile.
	 */
	void end() {
		this.followers.offering(false);
		this.event.release();
	}

	EncodedEvent event() {
		return this.event;
	}

	int fanout() {
		return this.fanout;
	}

	long duration() {
		return this.duration;
	}

}
