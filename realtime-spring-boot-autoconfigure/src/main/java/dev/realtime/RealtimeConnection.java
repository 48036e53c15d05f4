package dev.realtime;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Read-only view of one client stream at one moment.
 *
 * @param id the connection's id, as in the client's {@code rt.ready}
 * @param transport how frames reach the client
 * @param user who is behind it, {@link RealtimeUser#ANONYMOUS} if nobody is known
 * @param address the client's address as text, or {@code null} if unknown
 * @param topics what it is subscribed to
 * @param openedAt when it was accepted
 * @since 0.1.0
 */
public record RealtimeConnection(String id, Transport transport, RealtimeUser user, @Nullable String address,
		Set<String> topics, Instant openedAt) {

	/**
	 * Create a view.
	 */
	public RealtimeConnection {
		topics = Set.copyOf(topics);
	}

}
