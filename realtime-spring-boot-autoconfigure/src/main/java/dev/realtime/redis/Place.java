package dev.realtime.redis;

/**
 * A user's place that a connection of this node has.
 *
 * @param user the user's name, encoded
 * @param connectionId the connection's id
 * @param order which place is older, as Redis said when it gave it; empty if this node
 * gave it while Redis was away
 */
record Place(String user, String connectionId, String order) {

}
