package dev.realtime.benchmarks.load;

/**
 * Reads server-sent events without looking at chunks, lines or fields. A stamp that the
 * server cuts in two with a chunk header would be missed, and be reported as missing.
 */
final class SseWire implements Wire {

	@Override
	public void begin(ClientConnection connection) {
		connection.opened();
	}

	@Override
	public void received(ClientConnection connection, byte[] bytes, int from, int to) {
		connection.scan(bytes, from, to);
	}

}
