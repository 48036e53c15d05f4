package dev.realtime;

/**
 * Application event: a stream has ended. Published once for every
 * {@link RealtimeConnectedEvent}, under the same conditions.
 *
 * @param connection the stream at its end
 * @param reason why it ended
 * @since 0.1.0
 */
public record RealtimeDisconnectedEvent(RealtimeConnection connection, CloseReason reason) {

}
