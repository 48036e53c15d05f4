package dev.realtime.hub;

/**
 * How much the hub carries at one moment.
 *
 * @param topics how many topics have a subscriber on this node
 * @param subscriptions how many pairs of connection and topic there are
 * @param behind how many connections are behind
 * @param tailBytes how many bytes of recent events are in memory
 * @param furthest how many offsets of the log, of all topics, lie between its end and the
 * connection that is furthest behind; looked at every second at least, 0 if none is
 * behind
 */
public record HubStats(long topics, long subscriptions, long behind, long tailBytes, long furthest) {

}
