package dev.realtime;

/**
 * Application event: a stream was opened and told so. Published off the event loops, in
 * order per connection; dropped, with a warning, if listeners fall too far behind. Long
 * polls are not announced.
 *
 * @param connection the stream at that moment
 * @since 0.1.0
 */
public record RealtimeConnectedEvent(RealtimeConnection connection) {

}
