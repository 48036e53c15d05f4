package dev.realtime.message;

import java.util.function.Supplier;

import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeUser;
import dev.realtime.connection.ConnectionInfo;
import dev.realtime.hub.HubConnection;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a message.
 *
 * @param user the user, maybe anonymous
 * @param view looks at the connection that it came over or that the sender named, if
 * there is one, for those handlers who ask
 */
record Sender(RealtimeUser user, Supplier<@Nullable RealtimeConnection> view) {

	/**
	 * Whoever is behind a connection now.
	 * @param connection the connection
	 * @return the sender
	 */
	static Sender of(HubConnection connection) {
		ConnectionInfo info = connection.connection().info();
		return new Sender(info.user(), () -> info.view(connection.topics()));
	}

	/**
	 * The connection, as it is when this is called.
	 * @return the view, or {@code null} if there is no connection
	 */
	@Nullable RealtimeConnection connection() {
		return this.view.get();
	}

}
