package dev.realtime.hub;

import dev.realtime.RealtimeObserver;

/**
 * When the wheel has to look after a connection, by the lane's nanosecond clock. In lane
 * only.
 */
final class Times {

	/** Never. */
	static final long NEVER = Long.MAX_VALUE;

	/** When the connection is rotated. */
	final long rotates;

	/** When the next heartbeat is due. */
	long heartbeat;

	/** Where on the wheel the connection is. */
	int slot;

	/** When the last byte was written. */
	long written;

	/** When the last byte came from the client. */
	long received;

	/** When the last ping was written, if it waits for its answer. */
	private long pinged;

	private boolean pinging;

	/** When the client last took something that waited for it. */
	long progress;

	Times(long now, long rotates) {
		this.rotates = rotates;
		this.written = now;
		this.received = now;
		this.progress = now;
	}

	/**
	 * A ping is written.
	 * @param now the lane's time
	 * @return {@code false} if nothing came from the client since the one before
	 */
	boolean ping(long now) {
		boolean alive = !this.pinging || this.received - this.pinged > 0;
		this.pinging = true;
		this.pinged = now;
		return alive;
	}

	/**
	 * The client answered, just now; who answers unasked is not listened to.
	 * @param observer told how long it took
	 */
	void answeredPing(RealtimeObserver observer) {
		if (this.pinging) {
			this.pinging = false;
			observer.pingAnswered(this.received - this.pinged);
		}
	}

}
