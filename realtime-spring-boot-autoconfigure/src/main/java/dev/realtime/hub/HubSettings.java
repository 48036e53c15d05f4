package dev.realtime.hub;

import java.time.Duration;

/**
 * How the hub treats connections, and what it remembers.
 *
 * @param sseHeartbeat how long an SSE stream may be silent before it gets a heartbeat
 * @param webSocketPing how often a WebSocket gets a ping and a heartbeat
 * @param webSocketTimeout how long a WebSocket client may be silent before it is closed
 * @param stallTimeout how long a client may make no progress while bytes wait for it
 * @param maxLifetime after which a connection is rotated, less a jitter of up to a tenth;
 * zero for never
 * @param tailSize how many bytes of recent events the node keeps in memory
 * @param handOff how many live events a subscribe holds back at most while it reads; when
 * there are more, it reads again
 * @param replayMaxEvents how many missed events one resume replays at most
 * @param pageSize how many events are read from the log at a time
 */
public record HubSettings(Duration sseHeartbeat, Duration webSocketPing, Duration webSocketTimeout,
		Duration stallTimeout, Duration maxLifetime, long tailSize, int handOff, int replayMaxEvents, int pageSize) {

}
