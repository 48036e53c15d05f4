package dev.realtime.benchmarks.run;

import org.jspecify.annotations.Nullable;

/**
 * Where a system is spoken to. <code>{topic}</code> stands for the topic.
 *
 * @param dialect what the load client speaks
 * @param path where it connects
 * @param publishPath where it publishes to one topic
 * @param allTopicsPath where it publishes to all topics at once, with
 * <code>{topics}</code> for how many there are, or {@code null} if it cannot
 */
record Endpoint(String dialect, String path, String publishPath, @Nullable String allTopicsPath) {

	private static final String PUBLISH = "/publish?topic={topic}";

	private static final String PUBLISH_ALL = "/publish?topic=t&from=0&to={topics}";

	static Endpoint sse() {
		return new Endpoint("sse", "/sse?topic={topic}", PUBLISH, null);
	}

	static Endpoint webSocket() {
		return new Endpoint("websocket", "/ws?topic={topic}", PUBLISH, null);
	}

	static Endpoint stomp() {
		return new Endpoint("stomp", "/stomp", PUBLISH, null);
	}

	static Endpoint socketIo() {
		return new Endpoint("socketio", "/socket.io/?EIO=4&transport=websocket", PUBLISH, null);
	}

	Endpoint at(String other) {
		return new Endpoint(this.dialect, other, this.publishPath, this.allTopicsPath);
	}

	Endpoint publishingToAll() {
		return new Endpoint(this.dialect, this.path, this.publishPath, PUBLISH_ALL);
	}

}
