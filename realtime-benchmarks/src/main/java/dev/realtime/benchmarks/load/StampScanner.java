package dev.realtime.benchmarks.load;

import java.util.Arrays;

/**
 * Finds the stamps of {@link Payload}s in a stream of bytes, whatever is around them. It
 * looks at about every ninth byte only. Thread-safe.
 */
final class StampScanner {

	/**
	 * How many bytes at the end of a part may belong to a stamp that goes on in the next.
	 */
	static final int MAX_REST = Payload.MARKER.length + Payload.STAMP - 1;

	private static final byte[] MARKER = Payload.MARKER;

	private static final int LAST = MARKER.length - 1;

	private static final byte[] SKIP = skips();

	private StampScanner() {
	}

	/** How far the next place may be, by the byte at which the marker would end. */
	private static byte[] skips() {
		byte[] skips = new byte[256];
		Arrays.fill(skips, (byte) MARKER.length);
		for (int i = 0; i < LAST; i++) {
			skips[MARKER[i]] = (byte) (LAST - i);
		}
		return skips;
	}

	/**
	 * Find all stamps.
	 * @param bytes where to look
	 * @param from the first byte
	 * @param to behind the last byte
	 * @param sink is told of each stamp, in order
	 * @return how many bytes at the end may be the beginning of a stamp, at most
	 * {@link #MAX_REST}: they belong in front of the next part
	 */
	static int scan(byte[] bytes, int from, int to, Sink sink) {
		int done = from;
		int position = from;
		while (position + LAST < to) {
			byte last = bytes[position + LAST];
			if (last != MARKER[LAST] || !matches(bytes, position, LAST)) {
				position += SKIP[last & 0xff];
				continue;
			}
			int stamp = position + MARKER.length;
			if (stamp + Payload.STAMP > to) {
				return to - position;
			}
			sink.stamp(number(bytes, stamp, Payload.SEQ_DIGITS),
					number(bytes, stamp + Payload.SEQ_DIGITS + 1, Payload.NANOS_DIGITS));
			position = stamp + Payload.STAMP;
			done = position;
		}
		for (int i = Math.max(done, to - LAST); i < to; i++) {
			if (matches(bytes, i, to - i)) {
				return to - i;
			}
		}
		return 0;
	}

	private static boolean matches(byte[] bytes, int position, int length) {
		for (int i = 0; i < length; i++) {
			if (bytes[position + i] != MARKER[i]) {
				return false;
			}
		}
		return true;
	}

	private static long number(byte[] bytes, int offset, int width) {
		long value = 0;
		for (int i = offset; i < offset + width; i++) {
			value = value * 10 + (bytes[i] - '0');
		}
		return value;
	}

	/**
	 * Is told of stamps.
	 */
	interface Sink {

		/**
		 * An event was received.
		 * @param seq its number within its topic
		 * @param nanos when it was due, by {@link System#nanoTime()}
		 */
		void stamp(long seq, long nanos);

	}

}
