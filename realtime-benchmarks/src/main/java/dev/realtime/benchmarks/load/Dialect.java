package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;

/**
 * How a connection is opened and read.
 */
enum Dialect {

	/** Server-sent events. */
	SSE(Headers.SSE, 200, (topic) -> new SseWire()),

	/** A WebSocket whose text frames are the events. */
	WEBSOCKET(Headers.UPGRADE, 101, (topic) -> new WebSocketWire(new Conversation.Plain())),

	/** STOMP over WebSocket. */
	STOMP(Headers.STOMP, 101, (topic) -> new WebSocketWire(new StompConversation(topic))),

	/** Socket.IO over WebSocket. */
	SOCKETIO(Headers.UPGRADE, 101, (topic) -> new WebSocketWire(new SocketIoConversation(topic)));

	private final String headers;

	private final int status;

	private final Function<String, Wire> wire;

	Dialect(String headers, int status, Function<String, Wire> wire) {
		this.headers = headers;
		this.status = status;
		this.wire = wire;
	}

	static Dialect of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	/**
	 * The request that opens a connection.
	 * @param pathAndQuery where
	 * @param lastEventId what the client received last, or an empty text
	 * @return the bytes
	 */
	byte[] request(String pathAndQuery, String lastEventId) {
		String resume = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
		String request = "GET " + pathAndQuery + " HTTP/1.1\r\nHost: localhost\r\n" + this.headers + resume + "\r\n";
		return request.getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * What reads a new connection.
	 * @param topic the topic that it is for
	 * @return a wire for that connection alone
	 */
	Wire wire(String topic) {
		return new HandshakeWire(this.status, this.wire.apply(topic));
	}

	/** What the requests have besides a host. */
	private static final class Headers {

		static final String SSE = lines("Accept: text/event-stream");

		static final String UPGRADE = lines("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

		static final String STOMP = UPGRADE + lines("Sec-WebSocket-Protocol: v12.stomp");

		private Headers() {
		}

		private static String lines(String... lines) {
			return String.join("\r\n", lines) + "\r\n";
		}

	}

}
