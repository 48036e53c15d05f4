package dev.realtime.bus;

import java.util.Map;

import dev.realtime.Position;

/**
 * What to read of the log.
 *
 * @param cursors whose events, and after which position; empty if only the top is asked
 * for
 * @param limit how many missed events, of all topics together, are too many; every topic
 * that missed any is then a gap
 * @param pageSize how many events to return at most, at least 1
 */
public record ReadRequest(Map<String, Position> cursors, long limit, int pageSize) {

	/** No number of events is too many. */
	public static final long UNLIMITED = Long.MAX_VALUE;

}
