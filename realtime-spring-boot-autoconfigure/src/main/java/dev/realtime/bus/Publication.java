package dev.realtime.bus;

import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the log, checked and encoded.
 *
 * @param topic the topic
 * @param type the kind of event
 * @param payload JSON bytes; not written to any more
 * @param timestamp milliseconds since the epoch of 1970
 * @param messageId id of the client's message that caused it, or {@code null}
 * @param idempotencyKey under which it is published at most once, or {@code null}
 * @param ephemeral whether it gets no place in the log
 * @param retention how long it is kept
 */
@SuppressWarnings("ArrayRecordComponent")
public record Publication(String topic, String type, byte[] payload, long timestamp, @Nullable String messageId,
		@Nullable String idempotencyKey, boolean ephemeral, Retention retention) {

}
