package dev.realtime.message;

import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeUser;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.hub.HubConnection;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a message.
 *
 * @param user the user, maybe anonymous
 * @param connection the connection that it came over or that the sender named, or
 * {@code null}
 */
record Sender(RealtimeUser user, @Nullable RealtimeConnection connection) {

	/**
	 * Whoever is behind a connection now.
	 * @param connection the connection
	 * @return the sender
	 */
	static Sender of(HubConnection connection) {
		ConnectionInfo info = connection.connection().info();
		return new Sender(info.user(), new RealtimeConnection(info.id(), info.transport(), info.user(), info.address(),
				connection.topics(), info.openedAt()));
	}

}
