package dev.realtime;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What an application publishes: a topic, a type and a payload, given either as an object
 * that is encoded to JSON or as JSON bytes that are passed through untouched. Immutable;
 * the builder checks topic and type, publishing checks the payload.
 *
 * <pre class="code">
 * RealtimeEvent.builder()
 *     .topic("orders.42")
 *     .type("order.updated")
 *     .data(order)
 *     .idempotencyKey("order-42-v7")
 *     .build();
 * </pre>
 *
 * @since 0.1.0
 */
public final class RealtimeEvent {

	/** The type of an event that names none: browsers hand it to {@code onmessage}. */
	public static final String DEFAULT_TYPE = "message";

	private static final int MAX_KEY_LENGTH = 200;

	private final String topic;

	private final String type;

	private final @Nullable Object data;

	private final byte @Nullable [] json;

	private final @Nullable Instant timestamp;

	private final @Nullable String idempotencyKey;

	private final @Nullable String messageId;

	private final boolean ephemeral;

	private RealtimeEvent(String topic, Builder builder) {
		this.topic = topic;
		this.type = builder.type;
		this.data = builder.data;
		this.json = builder.json;
		this.timestamp = builder.timestamp;
		this.idempotencyKey = builder.idempotencyKey;
		this.messageId = builder.messageId;
		this.ephemeral = builder.ephemeral;
	}

	/**
	 * Start an event.
	 * @return an empty builder; the topic must be set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * The topic.
	 * @return a valid topic
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * The kind of event.
	 * @return a valid type
	 */
	public String type() {
		return this.type;
	}

	/**
	 * The object to encode.
	 * @return the object; {@code null} means JSON's {@code null} unless {@link #json()}
	 * is set
	 */
	public @Nullable Object data() {
		return this.data;
	}

	/**
	 * The payload as it was given.
	 * @return the JSON bytes, not copied, or {@code null} if the data is to be encoded
	 */
	public byte @Nullable [] json() {
		return this.json;
	}

	/**
	 * When the event happened.
	 * @return the instant, or {@code null} for the moment of publishing
	 */
	public @Nullable Instant timestamp() {
		return this.timestamp;
	}

	/**
	 * What makes publishing again harmless: a second event with the same key within
	 * {@code realtime.idempotency.window} is not published, and its receipt is the
	 * position of the first.
	 * @return the key, or {@code null}
	 */
	public @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	/**
	 * Id of the client's message that caused the event.
	 * @return the id, or {@code null}
	 */
	public @Nullable String messageId() {
		return this.messageId;
	}

	/**
	 * Whether the event is worth nothing a moment later, like a moved cursor.
	 * @return {@code true} if it is never stored, moves no client's cursor, and may be
	 * dropped
	 */
	public boolean ephemeral() {
		return this.ephemeral;
	}

	@Override
	public String toString() {
		return "RealtimeEvent[" + this.topic + ' ' + this.type + ']';
	}

	/**
	 * Collects the parts of an event. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String topic;

		private String type = DEFAULT_TYPE;

		private @Nullable Object data;

		private byte @Nullable [] json;

		private @Nullable Instant timestamp;

		private @Nullable String idempotencyKey;

		private @Nullable String messageId;

		private boolean ephemeral;

		private Builder() {
		}

		/**
		 * Set the topic.
		 * @param topic a topic, see {@link RealtimeTopics#isValid}
		 * @return this builder
		 */
		public Builder topic(String topic) {
			this.topic = topic;
			return this;
		}

		/**
		 * Set the topic to a user's own, see {@link RealtimeTopics#user}.
		 * @param user the user's name
		 * @return this builder
		 * @throws InvalidTopicException if the name is blank or too long
		 */
		public Builder user(String user) {
			return topic(RealtimeTopics.user(user));
		}

		/**
		 * Set the type; {@code message} if never called.
		 * @param type a type, see {@link RealtimeTopics#isValidType}
		 * @return this builder
		 */
		public Builder type(String type) {
			this.type = type;
			return this;
		}

		/**
		 * Set the payload as an object, to be encoded by the application's
		 * {@code JsonMapper} when the event is published.
		 * @param data anything that can be encoded, {@code null} included
		 * @return this builder
		 */
		public Builder data(@Nullable Object data) {
			this.data = data;
			this.json = null;
			return this;
		}

		/**
		 * Set the payload as JSON. It is checked once when the event is published (UTF-8,
		 * one value, depth) and passed through untouched. The array is not copied and
		 * must not be written to afterwards.
		 * @param json one JSON value
		 * @return this builder
		 */
		public Builder json(byte[] json) {
			this.json = json;
			this.data = null;
			return this;
		}

		/**
		 * Set when the event happened; the moment of publishing if never called.
		 * @param timestamp the instant, to the millisecond
		 * @return this builder
		 */
		public Builder timestamp(Instant timestamp) {
			this.timestamp = timestamp;
			return this;
		}

		/**
		 * Make publishing again harmless, see {@link RealtimeEvent#idempotencyKey()}.
		 * @param idempotencyKey 1 to 200 characters
		 * @return this builder
		 */
		public Builder idempotencyKey(String idempotencyKey) {
			this.idempotencyKey = idempotencyKey;
			return this;
		}

		/**
		 * Name the client's message that caused the event, so that the client recognises
		 * its own.
		 * @param messageId the message's id
		 * @return this builder
		 */
		public Builder messageId(@Nullable String messageId) {
			this.messageId = messageId;
			return this;
		}

		/**
		 * Make the event ephemeral, see {@link RealtimeEvent#ephemeral()}.
		 * @return this builder
		 */
		public Builder ephemeral() {
			return ephemeral(true);
		}

		/**
		 * Whether the event is ephemeral; {@code false} if never called.
		 * @param ephemeral see {@link RealtimeEvent#ephemeral()}
		 * @return this builder
		 */
		public Builder ephemeral(boolean ephemeral) {
			this.ephemeral = ephemeral;
			return this;
		}

		/**
		 * Make the event.
		 * @return the event
		 * @throws InvalidTopicException if the topic is missing or invalid
		 * @throws InvalidTypeException if the type is invalid or starts with {@code rt.}
		 * @throws IllegalArgumentException if the idempotency key is empty, too long, or
		 * set on an ephemeral event
		 */
		public RealtimeEvent build() {
			String topic = (this.topic != null) ? this.topic : "";
			if (!RealtimeTopics.isValid(topic)) {
				throw new InvalidTopicException(topic,
						"1 to 200 characters of [A-Za-z0-9_.:@/+-] and %XX are allowed, no leading, trailing or double dot");
			}
			if (!RealtimeTopics.isValidType(this.type)) {
				throw new InvalidTypeException(this.type, "1 to 64 characters of [A-Za-z0-9_.-] are allowed");
			}
			if (RealtimeTopics.isReservedType(this.type)) {
				throw new InvalidTypeException(this.type, "types that start with \"rt.\" belong to the protocol");
			}
			String key = this.idempotencyKey;
			if (key != null && (key.isEmpty() || key.length() > MAX_KEY_LENGTH)) {
				throw new IllegalArgumentException("An idempotency key has 1 to 200 characters, not " + key.length());
			}
			if (key != null && this.ephemeral) {
				throw new IllegalArgumentException(
						"An ephemeral event has no receipt, so it cannot have an idempotency key");
			}
			return new RealtimeEvent(topic, this);
		}

	}

}
