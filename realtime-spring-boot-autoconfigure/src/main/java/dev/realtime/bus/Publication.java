package dev.realtime.bus;

import dev.realtime.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the log, checked and encoded.
 *
 * @param topic the topic
 * @param type the kind of event
 * @param payload the JSON bytes; not written to any more
 * @param timestamp milliseconds since the epoch of 1970
 * @param messageId id of the client's message that caused it, or {@code null}
 * @param idempotencyKey under which it is published at most once, or {@code null}
 * @param ephemeral whether it gets no place in the log
 * @param retention how long it is kept
 * @param trace what its receivers are handed, {@link TraceContext#NONE} if nothing
 */
@SuppressWarnings("ArrayRecordComponent")
public record Publication(String topic, String type, byte[] payload, long timestamp, @Nullable String messageId,
		@Nullable String idempotencyKey, boolean ephemeral, Retention retention, TraceContext trace) {

	/**
	 * Create a publication that carries no trace.
	 * @param topic the topic
	 * @param type the kind of event
	 * @param payload the JSON bytes
	 * @param timestamp milliseconds since the epoch of 1970
	 * @param messageId id of the client's message that caused it, or {@code null}
	 * @param idempotencyKey under which it is published at most once, or {@code null}
	 * @param ephemeral whether it gets no place in the log
	 * @param retention how long it is kept
	 */
	public Publication(String topic, String type, byte[] payload, long timestamp, @Nullable String messageId,
			@Nullable String idempotencyKey, boolean ephemeral, Retention retention) {
		this(topic, type, payload, timestamp, messageId, idempotencyKey, ephemeral, retention, TraceContext.NONE);
	}

}
