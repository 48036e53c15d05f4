package dev.realtime.benchmarks.load;

/**
 * Reads what a connection receives, and keeps no more of it than it must. For one
 * connection and its event loop.
 */
interface Wire {

	/** How many bytes before a part are free to be written to. */
	int HEADROOM = 64;

	/**
	 * The connection reads with this from now on.
	 * @param connection the connection
	 */
	void begin(ClientConnection connection);

	/**
	 * Read a part.
	 * @param connection the connection
	 * @param bytes where the part is, with {@link #HEADROOM} before it
	 * @param from its first byte
	 * @param to behind its last byte
	 */
	void received(ClientConnection connection, byte[] bytes, int from, int to);

}
