package dev.realtime.connection;

import java.time.Instant;
import java.util.Set;

import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Who and what a connection is, from its acceptance to its end.
 *
 * @param id random and unguessable, but no secret to be relied on
 * @param transport how frames reach the client
 * @param user who is behind it, with the rights and the end of the last login
 * @param address the client's address as text, or {@code null} if unknown
 * @param openedAt when it was accepted
 */
public record ConnectionInfo(String id, Transport transport, RealtimeUser user, @Nullable String address,
		Instant openedAt) {

	/**
	 * The same connection after its user has logged in again.
	 * @param user the same user with the rights and the end of the new login
	 * @return the new description
	 * @throws IllegalArgumentException if it is another user: places are counted per user
	 */
	public ConnectionInfo withUser(RealtimeUser user) {
		if (!user.name().equals(this.user.name())) {
			throw new IllegalArgumentException("A connection keeps its user");
		}
		return new ConnectionInfo(this.id, this.transport, user, this.address, this.openedAt);
	}

	/**
	 * What the application sees of the connection.
	 * @param topics what it is subscribed to at this moment
	 * @return the view
	 */
	public RealtimeConnection view(Set<String> topics) {
		return new RealtimeConnection(this.id, this.transport, this.user, this.address, topics, this.openedAt);
	}

}
