package dev.realtime.test;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.Collectors;

import dev.realtime.Transport;
import tools.jackson.databind.JsonNode;

/**
 * Resumes from a cursor, over any transport, and gives one frame at a time, so that a
 * test can cut after any of them.
 */
final class FrameSource implements AutoCloseable {

	private final int port;

	private final String path;

	private final Deque<ReceivedFrame> answered = new ArrayDeque<>();

	private final RawHttp http;

	private final FrameStream stream;

	private String cursor;

	private FrameSource(int port, Transport transport, String query, String cursor) {
		this.port = port;
		this.path = "/poll?timeout=1&" + query;
		this.cursor = cursor;
		this.http = switch (transport) {
			case SSE -> RawHttp.get(port, "/sse?" + query, "Last-Event-ID: " + cursor);
			case WEBSOCKET -> RawWebSocket.open(port, "/ws?" + query + "&since=" + cursor);
			case LONG_POLL -> null;
		};
		this.stream = (this.http != null) ? new FrameStream(this.http, transport, query.contains("envelope")) : null;
	}

	static FrameSource open(int port, Transport transport, String query, String cursor, String... topics) {
		String parameters = Arrays.stream(topics).map((topic) -> "topic=" + topic).collect(Collectors.joining("&"));
		return new FrameSource(port, transport, parameters + query, cursor);
	}

	ReceivedFrame next() {
		if (this.stream != null) {
			return this.stream.next();
		}
		while (this.answered.isEmpty()) {
			poll();
		}
		return this.answered.remove();
	}

	private void poll() {
		try (RawHttp poll = RawHttp.get(this.port, this.path + "&since=" + this.cursor)) {
			JsonNode answer = FrameReader.tree(poll.body());
			answer.path("events").forEach((event) -> this.answered.add(FrameReader.message(event)));
			this.cursor = answer.path("cursor").stringValue();
			this.answered.add(new ReceivedFrame.Heartbeat(this.cursor));
		}
	}

	@Override
	public void close() {
		if (this.http != null) {
			this.http.close();
		}
	}

}
