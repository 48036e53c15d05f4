package dev.realtime.benchmarks.load;

/**
 * The last {@code id:} of a stream of server-sent events, found byte by byte: only for
 * connections that are to come back. Not thread-safe.
 */
final class LastEventId {

	private static final byte[] FIELD = { 'i', 'd', ':' };

	private static final int MAX = 128;

	/** How much of the field's name was read on this line, or -1 for another line. */
	private int matched;

	private final StringBuilder value = new StringBuilder();

	private String last = "";

	/**
	 * The last id.
	 * @return the last id, or an empty text if there was none
	 */
	String last() {
		return this.last;
	}

	/**
	 * Read on.
	 * @param bytes where to read
	 * @param from the first byte
	 * @param to behind the last byte
	 */
	void read(byte[] bytes, int from, int to) {
		for (int i = from; i < to; i++) {
			next(bytes[i]);
		}
	}

	/** The next stream begins with a line of its own. */
	void restart() {
		this.matched = 0;
		this.value.setLength(0);
	}

	private void next(byte next) {
		if (next == '\n') {
			if (this.matched == FIELD.length) {
				this.last = this.value.toString().strip();
			}
			restart();
		}
		else if (this.matched == FIELD.length) {
			if (this.value.length() < MAX) {
				this.value.append((char) (next & 0xff));
			}
		}
		else if (this.matched >= 0) {
			this.matched = (next == FIELD[this.matched]) ? this.matched + 1 : -1;
		}
	}

}
