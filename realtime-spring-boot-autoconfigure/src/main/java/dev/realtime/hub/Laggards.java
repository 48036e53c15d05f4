package dev.realtime.hub;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.realtime.Position;
import dev.realtime.connection.ConnectionLog;
import org.jspecify.annotations.Nullable;

/**
 * A lane's connections that are behind, and those of them whose read has to be tried
 * again. In lane only, except {@link #furthest()}.
 */
final class Laggards {

	private final Set<HubConnection> behind = new HashSet<>();

	private final Set<HubConnection> retrying = new LinkedHashSet<>();

	private volatile long furthest;

	void note(HubConnection connection, boolean fellBehind) {
		if (!connection.isRemoved()) {
			ConnectionLog.behind(connection.connection().info(), fellBehind);
		}
		if (fellBehind) {
			this.behind.add(connection);
		}
		else if (this.behind.remove(connection) && this.behind.isEmpty()) {
			this.furthest = 0;
		}
	}

	void retryLater(HubConnection connection) {
		this.retrying.add(connection);
	}

	/** The connection has ended; that it is behind no more is noted by itself. */
	void remove(HubConnection connection) {
		this.retrying.remove(connection);
	}

	/**
	 * Have those try again whose read failed, and measure.
	 * @param end up to where the lane has offered everything
	 */
	void look(@Nullable Position end) {
		List<HubConnection> again = List.copyOf(this.retrying);
		this.retrying.clear();
		again.forEach(HubConnection::catchUp);
		long most = 0;
		for (HubConnection connection : this.behind) {
			most = Math.max(most, distance(connection.position(), end));
		}
		this.furthest = most;
	}

	/** Offsets of two epochs are not compared: how far it is then is not known. */
	private static long distance(@Nullable Position at, @Nullable Position end) {
		return (at != null && end != null && at.epoch().equals(end.epoch())) ? end.offset() - at.offset() : 0;
	}

	/**
	 * How far the last of them was at the last look. Any thread.
	 * @return offsets of the log, 0 if there is none
	 */
	long furthest() {
		return this.furthest;
	}

}
