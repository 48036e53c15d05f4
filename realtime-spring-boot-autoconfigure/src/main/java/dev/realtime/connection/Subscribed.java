package dev.realtime.connection;

import java.util.Map;

import dev.realtime.Position;

/**
 * The answer to a subscribe, written before any event that it replays.
 *
 * @param cursor the client's own cursor while a replay is still to come, else the top: no
 * frame carries a position beyond what was written before it
 * @param topics what became of each topic, in the order asked
 */
public record Subscribed(Position cursor, Map<String, TopicStatus> topics) {

}
