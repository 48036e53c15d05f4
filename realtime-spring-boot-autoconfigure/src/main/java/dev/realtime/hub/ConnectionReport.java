package dev.realtime.hub;

import java.time.Duration;
import java.util.Comparator;

import dev.realtime.Position;
import dev.realtime.connection.ConnectionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Where one connection was when its lane looked.
 *
 * @param info who and what it is
 * @param position up to where everything was written to it, or {@code null} if nothing
 * was
 * @param behind whether it has to read what it missed
 * @param missed how many events of the log, of whatever topic, the node was given since
 * that position; -1 if they cannot be counted, across epochs for instance
 * @param waiting how long what was written has waited for the client, zero if nothing
 * waits
 */
public record ConnectionReport(ConnectionInfo info, @Nullable Position position, boolean behind, long missed,
		Duration waiting) {

	/** Who missed most comes first, and of those who missed as much who waits longest. */
	public static final Comparator<ConnectionReport> WORST_FIRST = Comparator
		.comparingLong((ConnectionReport report) -> (report.missed() < 0) ? Long.MAX_VALUE : report.missed())
		.thenComparing(ConnectionReport::waiting)
		.reversed();

}
