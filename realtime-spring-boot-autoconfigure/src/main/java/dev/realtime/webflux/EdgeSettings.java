package dev.realtime.webflux;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Knobs of the HTTP edge. Durations are positive, sizes are in bytes and positive.
 *
 * @param path the path under which the endpoints live, with a leading and without a
 * trailing slash
 * @param sse server-sent events
 * @param webSocket WebSocket
 * @param longPoll long polling
 * @param maxTopics how many topics one handshake may name
 * @param handshakeTimeout from the request to the ready frame
 * @param sendBuffer how many bytes may wait for one client before it falls behind; on the
 * fast path the size of its socket's send buffer
 * @param fastPath whether frames may be written beneath the server's codec
 * @param userTopic the topic that a user is subscribed to on connect, with {@code {user}}
 * in place of the encoded name, or {@code null} for none
 * @since 0.1.0
 */
public record EdgeSettings(String path, Sse sse, WebSocket webSocket, LongPoll longPoll, int maxTopics,
		Duration handshakeTimeout, int sendBuffer, boolean fastPath, @Nullable String userTopic) {

	/**
	 * Server-sent events.
	 *
	 * @param enabled whether the endpoint exists
	 * @param heartbeatInterval what the client is told about silence
	 * @param retry the reconnection time to suggest, jittered by half in either direction
	 */
	public record Sse(boolean enabled, Duration heartbeatInterval, Duration retry) {

	}

	/**
	 * WebSocket.
	 *
	 * @param enabled whether the endpoint exists
	 * @param pingInterval what the client is told about silence
	 * @param maxMessageSize the size of one message from a client, in bytes
	 * @param maxFragments the number of frames that one message may come in
	 * @param timeout how long a message that has begun may take to end
	 */
	public record WebSocket(boolean enabled, Duration pingInterval, int maxMessageSize, int maxFragments,
			Duration timeout) {

	}

	/**
	 * Long polling.
	 *
	 * @param enabled whether the endpoint exists
	 * @param timeout how long a poll waits that names no timeout
	 * @param maxTimeout how long a poll waits at most; larger wishes are cut to it
	 * @param maxEvents how many events one answer holds at most
	 */
	public record LongPoll(boolean enabled, Duration timeout, Duration maxTimeout, int maxEvents) {

	}

}
