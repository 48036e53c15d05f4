package dev.realtime.hub;

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

	/** When the client last took something that waited for it. */
	long progress;

	Times(long now, long rotates) {
		this.rotates = rotates;
		this.written = now;
		this.received = now;
		this.progress = now;
	}

}
