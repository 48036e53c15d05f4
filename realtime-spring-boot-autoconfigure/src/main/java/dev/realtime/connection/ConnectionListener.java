package dev.realtime.connection;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnection;

/**
 * Hears of streams that open, subscribe and end. Called on lanes: only hands over, never
 * blocks or throws.
 */
public interface ConnectionListener {

	/** Hears nothing. */
	ConnectionListener NOOP = new ConnectionListener() {
	};

	/**
	 * A stream was opened and told so.
	 * @param connection the stream
	 */
	default void opened(RealtimeConnection connection) {
	}

	/**
	 * A stream was subscribed to a topic.
	 * @param connection the stream
	 * @param topic the topic
	 */
	default void subscribed(RealtimeConnection connection, String topic) {
	}

	/**
	 * A stream has ended; once for each that was opened.
	 * @param connection the stream at its end
	 * @param reason why
	 */
	default void closed(RealtimeConnection connection, CloseReason reason) {
	}

}
