package dev.realtime.message;

import java.util.Collection;

import dev.realtime.CloseReason;

/**
 * Where the answers to a WebSocket's messages go. Called on the connection's lane.
 */
public interface MessageOutput {

	/**
	 * Send an answer, now: what the hub writes next must come after it.
	 * @param frame one text frame
	 */
	void reply(byte[] frame);

	/**
	 * The client was subscribed to more topics; called after it was told so.
	 * @param topics those that it did not follow before
	 */
	void subscribed(Collection<String> topics);

	/**
	 * After {@link WebSocketMessages#receive} returned {@code false}: the next message
	 * may come.
	 */
	void ready();

	/**
	 * Close the connection: the client broke the rules too often.
	 * @param reason why
	 */
	void close(CloseReason reason);

}
