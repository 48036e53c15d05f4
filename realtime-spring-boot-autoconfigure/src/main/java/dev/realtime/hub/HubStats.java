package dev.realtime.hub;

/**
 * How much the hub carries at one moment.
 *
 * @param topics how many topics have a subscriber on this node
 * @param subscriptions how many pairs of connection and topic there are
 * @param behind how many connections are behind
 * @param tailBytes how many bytes of recent events are in memory
 */
public record HubStats(long topics, long subscriptions, long behind, long tailBytes) {

}
