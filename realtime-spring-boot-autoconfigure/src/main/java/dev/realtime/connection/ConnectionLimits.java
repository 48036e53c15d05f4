package dev.realtime.connection;

import dev.realtime.connection.UserQuota.Overflow;

/**
 * How many connections a node, a user and an address may have. 0 means no limit.
 *
 * @param max streams and waiting long polls of this node together; the newest is refused
 * @param maxPerUser streams of one user; long polls do not count, but there are
 * {@link #maxPollsPerUser() not many}
 * @param maxPerAddress streams and waiting long polls of anonymous clients of one
 * address; the newest is refused
 * @param overflow what happens when a user has too many
 */
public record ConnectionLimits(int max, int maxPerUser, int maxPerAddress, Overflow overflow) {

	private static final int POLLS_PER_STREAM = 4;

	/** 20,000 on the node, 5 per user (the oldest makes room), 2 per address. */
	public static final ConnectionLimits DEFAULTS = new ConnectionLimits(20_000, 5, 2, Overflow.CLOSE_OLDEST);

	/**
	 * Create limits.
	 * @throws IllegalArgumentException if one is negative
	 */
	public ConnectionLimits {
		notNegative("max", max);
		notNegative("maxPerUser", maxPerUser);
		notNegative("maxPerAddress", maxPerAddress);
	}

	/**
	 * How many long polls of one user may wait on this node: far more than pages need,
	 * and too few to take the node's places from everybody. The newest is refused.
	 * @return four times as many as streams, or 0 for no limit
	 */
	public int maxPollsPerUser() {
		return (int) Math.min((long) this.maxPerUser * POLLS_PER_STREAM, Integer.MAX_VALUE);
	}

	private static void notNegative(String name, int value) {
		if (value < 0) {
			throw new IllegalArgumentException(name + " must be 0 (no limit) or more, not " + value);
		}
	}

}
