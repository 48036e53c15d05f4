package dev.realtime.connection;

import java.util.Map;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import dev.realtime.codec.EncodedEvent;
import dev.realtime.codec.Heartbeat;
import dev.realtime.codec.MergedEvents;
import org.jspecify.annotations.Nullable;

/**
 * What one stream is to the hub. All methods are called on the connection's lane; none
 * blocks. Writing to a connection that is not writable is allowed for what must be said
 * (gaps, the end of a replay, the close), never for events.
 */
public interface Connection {

	/**
	 * Who and what this is.
	 * @return the description; only its user's rights, and when the login ends, ever
	 * change
	 */
	ConnectionInfo info();

	/**
	 * Whether the stream takes events now. When it turns from {@code false} to
	 * {@code true}, the connection tells the hub.
	 * @return {@code false} if what was written waits for the client
	 */
	boolean isWritable();

	/**
	 * Whether the client took something since this was last asked, without having taken
	 * so much that the stream became writable.
	 * @return {@code false} if it is not known
	 */
	default boolean hasProgressed() {
		return false;
	}

	/**
	 * Write an event. Whoever keeps the event or its frame beyond this call retains it.
	 * @param event the event
	 */
	void event(EncodedEvent event);

	/**
	 * Write events that follow each other. Whoever keeps them or their frame beyond this
	 * call retains it.
	 * @param merged the events
	 */
	default void events(MergedEvents merged) {
		merged.events().forEach(this::event);
	}

	/**
	 * Tell of topics whose missed events cannot be given.
	 * @param gaps the reason per topic, at least one
	 * @param position the position to continue from, sent with the last of them, or
	 * {@code null} if events that were missed are still to come
	 */
	void gap(Map<String, GapReason> gaps, @Nullable Position position);

	/**
	 * Write a heartbeat or a checkpoint.
	 * @param heartbeat the shared frame
	 */
	void heartbeat(Heartbeat heartbeat);

	/**
	 * Send what was written since the last flush.
	 */
	void flush();

	/**
	 * Say why and end the stream. The first call wins; nothing is written afterwards.
	 * @param reason why
	 * @param retryAfterMillis when the client may come back, or -1 to leave it to the
	 * client
	 */
	void close(CloseReason reason, long retryAfterMillis);

}
