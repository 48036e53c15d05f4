package dev.realtime.webflux;

import java.time.Duration;
import java.util.Collection;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeObserver;
import dev.realtime.connection.ConnectionListener;
import dev.realtime.connection.RegisteredConnection;

/**
 * Tells those who listen what becomes of streams.
 *
 * @param observer counts
 * @param listener tells the application
 */
record StreamReports(RealtimeObserver observer, ConnectionListener listener) {

	void opened(RegisteredConnection stream, boolean resumed) {
		RealtimeConnection view = view(stream);
		this.observer.connectionOpened(view.transport(), resumed);
		this.listener.opened(view);
		view.topics().forEach((topic) -> this.listener.subscribed(view, topic));
	}

	void subscribed(RegisteredConnection stream, Collection<String> topics) {
		RealtimeConnection view = view(stream);
		topics.forEach((topic) -> this.listener.subscribed(view, topic));
	}

	void closed(RegisteredConnection stream, CloseReason reason, Duration lifetime) {
		this.observer.connectionClosed(stream.info().transport(), reason, lifetime);
		this.listener.closed(view(stream), reason);
	}

	private static RealtimeConnection view(RegisteredConnection stream) {
		return stream.info().view(stream.topics());
	}

}
