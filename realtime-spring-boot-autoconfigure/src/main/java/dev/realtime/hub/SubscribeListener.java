package dev.realtime.hub;

import dev.realtime.connection.Subscribed;

/**
 * Hears what became of one subscribe; exactly one of its methods is called, once, on the
 * connection's lane, unless the connection ends before.
 */
public interface SubscribeListener {

	/**
	 * Subscribed. Called before any event that is replayed is written to the connection.
	 * @param answer what to tell the client
	 */
	void subscribed(Subscribed answer);

	/**
	 * Not subscribed to anything: the bus cannot be reached.
	 * @param error why
	 */
	void failed(Throwable error);

}
