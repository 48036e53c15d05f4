package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is published: JSON of a given size that carries the number of the event within its
 * topic and the nanoseconds at which it was due, both of a fixed width.
 */
final class Payload {

	/** What comes before the stamp. */
	static final byte[] MARKER = ascii("\"bench\":\"");

	static final int SEQ_DIGITS = 10;

	static final int NANOS_DIGITS = 19;

	/** Both numbers and the dot between them, in bytes. */
	static final int STAMP = SEQ_DIGITS + 1 + NANOS_DIGITS;

	private static final byte[] HEAD = ascii("{\"bench\":\"");

	private static final byte[] PAD = ascii("\",\"pad\":\"");

	private static final byte[] END = ascii("\"}");

	/** The smallest size, in bytes. */
	static final int MIN = HEAD.length + STAMP + PAD.length + END.length;

	private final byte[] bytes;

	/**
	 * Make a payload.
	 * @param size how many bytes it has, at least {@link #MIN}
	 */
	Payload(int size) {
		if (size < MIN) {
			throw new IllegalArgumentException("A payload has at least " + MIN + " bytes, not " + size);
		}
		this.bytes = new byte[size];
		Arrays.fill(this.bytes, (byte) 'x');
		System.arraycopy(HEAD, 0, this.bytes, 0, HEAD.length);
		System.arraycopy(PAD, 0, this.bytes, HEAD.length + STAMP, PAD.length);
		System.arraycopy(END, 0, this.bytes, size - END.length, END.length);
		stamped(0, 0);
	}

	int size() {
		return this.bytes.length;
	}

	/**
	 * Put a stamp in. Not thread-safe.
	 * @param seq the number of the event within its topic
	 * @param nanos when it was due, by {@link System#nanoTime()}
	 * @return the payload, valid until the next call
	 */
	byte[] stamped(long seq, long nanos) {
		digits(seq, HEAD.length, SEQ_DIGITS);
		this.bytes[HEAD.length + SEQ_DIGITS] = '.';
		digits(nanos, HEAD.length + SEQ_DIGITS + 1, NANOS_DIGITS);
		return this.bytes;
	}

	private void digits(long value, int offset, int width) {
		long rest = value;
		for (int i = offset + width - 1; i >= offset; i--) {
			this.bytes[i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
