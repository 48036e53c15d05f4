package dev.realtime.message;

import java.util.Collection;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeUser;
import dev.realtime.connection.ConnectionInfo;

/**
 * Where the answers to a WebSocket's messages go. Called on the connection's lane.
 */
public interface MessageOutput {

	/**
	 * Who and what the connection is at this moment.
	 * @return the description
	 */
	ConnectionInfo info();

	/**
	 * The client has logged in again. The connection has the new rights, and ends with
	 * the new login.
	 * @param user the same user with the rights and the end of the new login
	 */
	void authenticated(RealtimeUser user);

	/**
	 * Write an answer, now, and send it soon: what the hub writes next must come after
	 * it.
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
