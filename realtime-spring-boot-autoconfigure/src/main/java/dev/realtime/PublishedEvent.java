package dev.realtime;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * An event as the bus carries it to every node: the payload is encoded, and a retained or
 * counted event has its place in the log. The payload array is shared by all who see the
 * event and must not be written to.
 *
 * @param topic the topic
 * @param type the kind of event
 * @param position the place in the log, or {@code null} for an ephemeral event
 * @param prev offset of the event before it in the same topic, or the floor if the log no
 * longer knows; 0 for an ephemeral event. A receiver whose offset is at least this has
 * missed nothing
 * @param timestamp milliseconds since the epoch of 1970
 * @param payload the JSON bytes
 * @param messageId id of the client's message that caused the event, or {@code null}
 * @param trace what the publisher's tracer hands on; {@link TraceContext#NONE} if nothing
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record PublishedEvent(String topic, String type, @Nullable Position position, long prev, long timestamp,
		byte[] payload, @Nullable String messageId, TraceContext trace) {

	/**
	 * Create an event that carries no trace.
	 * @param topic the topic
	 * @param type the kind of event
	 * @param position the place in the log, or {@code null}
	 * @param prev offset of the event before it in the same topic
	 * @param timestamp milliseconds since the epoch of 1970
	 * @param payload the JSON bytes
	 * @param messageId id of the client's message that caused the event, or {@code null}
	 */
	public PublishedEvent(String topic, String type, @Nullable Position position, long prev, long timestamp,
			byte[] payload, @Nullable String messageId) {
		this(topic, type, position, prev, timestamp, payload, messageId, TraceContext.NONE);
	}

	/**
	 * The same event without its trace.
	 * @return the event
	 */
	public PublishedEvent withoutTrace() {
		return new PublishedEvent(this.topic, this.type, this.position, this.prev, this.timestamp, this.payload,
				this.messageId);
	}

	/**
	 * Whether the event has no place in the log.
	 * @return {@code true} if it may be dropped and moves no cursor
	 */
	public boolean isEphemeral() {
		return this.position == null;
	}

	/**
	 * The offset of an event that has one.
	 * @return the offset
	 * @throws NullPointerException if the event is ephemeral
	 */
	public long offset() {
		return Objects.requireNonNull(this.position, "an ephemeral event has no offset").offset();
	}

	@Override
	public String toString() {
		return "PublishedEvent[" + this.topic + ' ' + this.type + ' ' + this.position + " prev=" + this.prev + ']';
	}

}
