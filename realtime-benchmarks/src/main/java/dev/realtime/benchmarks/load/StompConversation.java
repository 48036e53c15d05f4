package dev.realtime.benchmarks.load;

/**
 * STOMP 1.2 without heartbeats: CONNECT, and SUBSCRIBE to {@code /topic/T}.
 */
final class StompConversation implements Conversation {

	private final String topic;

	StompConversation(String topic) {
		this.topic = topic;
	}

	@Override
	public void start(ClientConnection connection) {
		connection.send(ClientFrames.text("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0"));
	}

	@Override
	public void text(ClientConnection connection, String text) {
		if (text.startsWith("CONNECTED")) {
			connection.send(ClientFrames.text("SUBSCRIBE\nid:0\ndestination:/topic/" + this.topic + "\n\n\0"));
			connection.opened();
		}
		else if (text.startsWith("ERROR")) {
			connection.fail("STOMP error");
		}
	}

}
