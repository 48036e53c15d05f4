package dev.realtime.connection;

import java.util.Set;

import dev.realtime.CloseReason;

/**
 * What the registry keeps of a stream or a waiting long poll. Thread-safe.
 */
public interface RegisteredConnection {

	/**
	 * Who and what this is.
	 * @return the description; only its user's rights, and when the login ends, ever
	 * change
	 */
	ConnectionInfo info();

	/**
	 * What it is subscribed to at this moment.
	 * @return the topics
	 */
	Set<String> topics();

	/**
	 * Say why and end the stream, soon, on its lane. Only the first call counts. It may
	 * come before the stream has begun, then nothing but the reason is told.
	 * @param reason why
	 * @param retryAfterMillis when the client may come back, or -1 to leave it to the
	 * client
	 */
	void close(CloseReason reason, long retryAfterMillis);

}
