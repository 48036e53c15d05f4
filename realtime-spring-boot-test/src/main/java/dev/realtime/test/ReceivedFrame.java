package dev.realtime.test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One thing that a {@link RealtimeTestClient} was told, in the words of the protocol and
 * whatever the transport. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface ReceivedFrame {

	/**
	 * The opening of a stream; for long polling, the first answer.
	 *
	 * @param connection the connection's id, or {@code null} where the transport has none
	 * @param cursor where the client may resume from
	 * @param topics what became of each topic
	 * @param heartbeatMillis the announced heartbeat interval, 0 if none was
	 * @param retryMillis the reconnection time of an SSE stream, -1 if none was given
	 * @since 0.1.0
	 */
	record Ready(@Nullable String connection, @Nullable String cursor, Map<String, TopicAnswer> topics,
			long heartbeatMillis, long retryMillis) implements ReceivedFrame {

	}

	/**
	 * What the server said of one topic. Without any of the three it was subscribed from
	 * now on.
	 *
	 * @param resumed whether everything since the cursor follows
	 * @param gap why it does not, or {@code null}
	 * @param error why the topic was refused, or {@code null}
	 * @since 0.1.0
	 */
	record TopicAnswer(boolean resumed, @Nullable String gap, @Nullable String error) {

	}

	/**
	 * An event.
	 *
	 * @param id its position, or {@code null} if it is ephemeral
	 * @param type its type
	 * @param topic its topic, or {@code null} if the format leaves it out
	 * @param payload its payload
	 * @param timestamp when it happened, or {@code null} if the format leaves it out
	 * @param messageId id of the message that caused it, or {@code null}
	 * @since 0.1.0
	 */
	record Event(@Nullable String id, String type, @Nullable String topic, JsonNode payload,
			@Nullable Instant timestamp, @Nullable String messageId) implements ReceivedFrame {

	}

	/**
	 * A gap that was told after the opening.
	 *
	 * @param topic the topic
	 * @param reason the reason's word
	 * @param id the position to continue from, or {@code null}
	 * @since 0.1.0
	 */
	record Gap(String topic, String reason, @Nullable String id) implements ReceivedFrame {

	}

	/**
	 * A sign of life; for long polling, the end of an answer.
	 *
	 * @param id the checkpoint, or {@code null}
	 * @since 0.1.0
	 */
	record Heartbeat(@Nullable String id) implements ReceivedFrame {

	}

	/**
	 * The answer to a message.
	 *
	 * @param id the message's id, or {@code null} if the server did not know it
	 * @param ok whether it is an ack, not an error
	 * @param payload what the handler returned, or the error; a null node if nothing
	 * @since 0.1.0
	 */
	record Reply(@Nullable String id, boolean ok, JsonNode payload) implements ReceivedFrame {

		/**
		 * The error's code.
		 * @return the code, or {@code null} for an ack
		 */
		public @Nullable String code() {
			return this.ok ? null : this.payload.path("code").stringValue(null);
		}

	}

	/**
	 * The server's announcement that it closes the stream.
	 *
	 * @param reason the reason's word
	 * @param reconnect whether the client may come back by itself
	 * @param retryMillis when, or -1 if not said
	 * @since 0.1.0
	 */
	record Close(String reason, boolean reconnect, long retryMillis) implements ReceivedFrame {

	}

	/**
	 * A refusal by HTTP status, before any stream.
	 *
	 * @param status the status
	 * @param code the {@code code} of the problem document, or {@code null} if there is
	 * none
	 * @param headers the response's headers, names in lower case
	 * @param body the response's body
	 * @since 0.1.0
	 */
	record Refused(int status, @Nullable String code, Map<String, List<String>> headers,
			String body) implements ReceivedFrame {

	}

	/**
	 * The end of a stream, whoever ended it and however; the last frame of each.
	 *
	 * @param code the WebSocket close code, 0 where there was none
	 * @param error what broke, or {@code null} if it ended in order
	 * @since 0.1.0
	 */
	record End(int code, @Nullable Throwable error) implements ReceivedFrame {

	}

}
