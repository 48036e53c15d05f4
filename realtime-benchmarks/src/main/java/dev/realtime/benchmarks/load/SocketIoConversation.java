package dev.realtime.benchmarks.load;

/**
 * Socket.IO on Engine.IO 4: connects to the default namespace, emits {@code join} with
 * the topic, and answers pings.
 */
final class SocketIoConversation implements Conversation {

	private static final String OPEN = "0{";

	private static final String CONNECT = "40";

	private static final String PING = "2";

	private static final String PONG = "3";

	private final String topic;

	SocketIoConversation(String topic) {
		this.topic = topic;
	}

	@Override
	public void start(ClientConnection connection) {
		// The server speaks first.
	}

	@Override
	public void text(ClientConnection connection, String text) {
		if (text.equals(PING)) {
			connection.send(ClientFrames.text(PONG));
		}
		else if (text.startsWith(OPEN)) {
			connection.send(ClientFrames.text(CONNECT));
		}
		else if (text.startsWith(CONNECT) && !connection.isOpen()) {
			connection.send(ClientFrames.text("42[\"join\",\"" + this.topic + "\"]"));
			connection.opened();
		}
	}

}
