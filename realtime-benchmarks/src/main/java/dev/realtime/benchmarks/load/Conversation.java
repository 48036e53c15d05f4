package dev.realtime.benchmarks.load;

/**
 * What is said over a WebSocket until its events come, and what keeps it alive after.
 */
interface Conversation {

	/**
	 * The WebSocket is there.
	 * @param connection to speak on; {@link ClientConnection#opened()} is called when
	 * events may come
	 */
	void start(ClientConnection connection);

	/**
	 * A message was received before the opening, or one of few bytes after it.
	 * @param connection to answer on
	 * @param text the message
	 */
	void text(ClientConnection connection, String text);

	/**
	 * Nothing is said: the topic was in the handshake.
	 */
	final class Plain implements Conversation {

		@Override
		public void start(ClientConnection connection) {
			connection.opened();
		}

		@Override
		public void text(ClientConnection connection, String text) {
			// Nothing to answer.
		}

	}

}
