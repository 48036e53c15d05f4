package dev.realtime.benchmarks.load;

/**
 * Reads the head of a response and hands over to the next wire if its status is the one
 * that is expected.
 */
final class HandshakeWire implements Wire {

	/** Behind "HTTP/1.1 ". */
	private static final int STATUS = 9;

	private static final int STATUS_DIGITS = 3;

	private static final byte[] END = { '\r', '\n', '\r', '\n' };

	private final int expected;

	private final Wire next;

	private int read;

	private int status;

	private int matched;

	HandshakeWire(int expected, Wire next) {
		this.expected = expected;
		this.next = next;
	}

	@Override
	public void begin(ClientConnection connection) {
		// The request is on its way.
	}

	@Override
	public void received(ClientConnection connection, byte[] bytes, int from, int to) {
		for (int i = from; i < to; i++) {
			if (ends(bytes[i])) {
				if (this.status != this.expected) {
					connection.fail("status " + this.status);
					return;
				}
				connection.readWith(this.next);
				if (i + 1 < to) {
					this.next.received(connection, bytes, i + 1, to);
				}
				return;
			}
		}
	}

	private boolean ends(byte next) {
		if (this.read >= STATUS && this.read < STATUS + STATUS_DIGITS) {
			this.status = this.status * 10 + (next - '0');
		}
		this.read++;
		if (next == END[this.matched]) {
			this.matched++;
		}
		else {
			this.matched = (next == END[0]) ? 1 : 0;
		}
		return this.matched == END.length;
	}

}
