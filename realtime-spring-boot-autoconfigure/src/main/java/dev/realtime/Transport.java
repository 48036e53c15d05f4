package dev.realtime;

/**
 * How a connection's frames reach the client.
 *
 * @since 0.1.0
 */
public enum Transport {

	/** Server-sent events over one streaming HTTP response. */
	SSE,

	/** WebSocket text frames, in both directions. */
	WEBSOCKET,

	/** One HTTP response per batch of events; the waiting request is the connection. */
	LONG_POLL

}
