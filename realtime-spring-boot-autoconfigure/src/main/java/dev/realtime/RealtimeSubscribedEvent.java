package dev.realtime;

/**
 * Application event: a stream was subscribed to a topic, at its opening or later.
 * Published under the same conditions as {@link RealtimeConnectedEvent}.
 *
 * @param connection the stream at that moment
 * @param topic the topic
 * @since 0.1.0
 */
public record RealtimeSubscribedEvent(RealtimeConnection connection, String topic) {

}
