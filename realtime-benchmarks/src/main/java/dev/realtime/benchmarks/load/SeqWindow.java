package dev.realtime.benchmarks.load;

/**
 * Tells which events of a topic a connection missed and which it was given twice. Events
 * may be out of order by up to 63 places: publishers are several connections. Not
 * thread-safe.
 */
final class SeqWindow {

	private static final int WIDTH = 64;

	private long from;

	private long high = -1;

	/** Bit i: whether the event {@code high - i} was received. */
	private long seen = -1;

	private long missing;

	private long repeated;

	/**
	 * Count from now on.
	 * @param seq the first event that counts; earlier ones are ignored
	 */
	void begin(long seq) {
		this.from = seq;
		this.high = seq - 1;
		this.seen = -1;
		this.missing = 0;
		this.repeated = 0;
	}

	/**
	 * Note an event.
	 * @param seq its number
	 * @return whether it counts and is here for the first time
	 */
	boolean accept(long seq) {
		long ahead = seq - this.high;
		if (ahead > 0) {
			advance(ahead);
			this.high = seq;
			return true;
		}
		if (seq < this.from) {
			return false;
		}
		long bit = (-ahead < WIDTH) ? 1L << -ahead : 0;
		if (bit == 0 || (this.seen & bit) != 0) {
			this.repeated++;
			return false;
		}
		this.seen |= bit;
		return true;
	}

	private void advance(long ahead) {
		if (ahead >= WIDTH) {
			this.missing += Long.bitCount(~this.seen) + ahead - WIDTH;
			this.seen = 1;
			return;
		}
		this.missing += Long.bitCount(~this.seen >>> (WIDTH - ahead));
		this.seen = (this.seen << ahead) | 1;
	}

	/**
	 * Count what was not received.
	 * @param last the number of the last event that was published
	 * @return how many are missing up to that one
	 */
	long missing(long last) {
		return this.missing + Long.bitCount(~this.seen) + Math.max(0, last - this.high);
	}

	long repeated() {
		return this.repeated;
	}

}
