package dev.realtime.webflux;

import java.time.Duration;
import java.util.Collection;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeConnection;
import dev.realtime.RealtimeObserver;
import dev.realtime.connection.ConnectionListener;
import dev.realtime.connection.ConnectionLog;
import dev.realtime.connection.RegisteredConnection;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who listen, and the log, what becomes of streams.
 *
 * @param observer counts
 * @param listener tells the application
 */
record StreamReports(RealtimeObserver observer, ConnectionListener listener) {

	void opened(RegisteredConnection stream, boolean resumed) {
		ConnectionLog.opened(stream.info(), resumed, stream.topics());
		RealtimeConnection view = view(stream);
		this.observer.connectionOpened(view.transport(), resumed);
		this.listener.opened(view);
		view.topics().forEach((topic) -> this.listener.subscribed(view, topic));
	}

	void subscribed(RegisteredConnection stream, Collection<String> topics) {
		ConnectionLog.subscribed(stream.info(), topics);
		RealtimeConnection view = view(stream);
		topics.forEach((topic) -> this.listener.subscribed(view, topic));
	}

	/** Who was never told that a stream was opened is not told that it ended. */
	void ended(RegisteredConnection stream, CloseReason reason, @Nullable Duration lifetime, long delivered) {
		if (lifetime == null) {
			ConnectionLog.refused(stream.info(), reason);
			return;
		}
		ConnectionLog.closed(stream.info(), reason, lifetime, delivered);
		this.observer.connectionClosed(stream.info().transport(), reason, lifetime);
		this.listener.closed(view(stream), reason);
	}

	private static RealtimeConnection view(RegisteredConnection stream) {
		return stream.info().view(stream.topics());
	}

}
