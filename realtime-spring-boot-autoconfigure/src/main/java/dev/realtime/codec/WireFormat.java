package dev.realtime.codec;

/**
 * The forms in which an event goes over the wire. Each event is encoded at most once in
 * each.
 */
public enum WireFormat {

	/** Server-sent event: type in {@code event:}, payload in {@code data:}. */
	SSE,

	/** Server-sent event with the whole envelope in {@code data:}. */
	SSE_ENVELOPE,

	/** The JSON envelope by itself: one WebSocket text frame, one element of a poll. */
	JSON

}
