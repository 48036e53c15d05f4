package dev.realtime.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.CloseReason;
import dev.realtime.GapReason;
import dev.realtime.Position;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the protocol itself says: ready, heartbeat, gap, close, ack, error. Every method
 * returns the bytes of one frame; those that are not shared are without what a transport
 * puts around them.
 */
public final class ControlFrames {

	/** What {@code retry:} says to a client that must stay away. */
	public static final long STAY_AWAY_MILLIS = 86_400_000;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private ControlFrames() {
	}

	/**
	 * The first frame of a stream.
	 * @param format the stream's format
	 * @param cursor where the client may resume from now
	 * @param payload the ready payload: connection, topics, heartbeat
	 * @param retryMillis the reconnection time to suggest; only SSE has a field for it
	 * @return the frame
	 */
	public static byte[] ready(WireFormat format, Position cursor, Map<String, ?> payload, long retryMillis) {
		if (format == WireFormat.JSON) {
			return json(message("rt.ready", cursor.toString(), payload));
		}
		return text(
				"retry: " + retryMillis + "\nevent: rt.ready\nid: " + cursor + "\ndata: " + string(payload) + "\n\n");
	}

	/**
	 * A sign of life.
	 * @param format the stream's format
	 * @param checkpoint up to where everything was given, or {@code null}
	 * @return the frame
	 */
	public static byte[] heartbeat(WireFormat format, @Nullable Position checkpoint) {
		String id = (checkpoint != null) ? "id: " + checkpoint + '\n' : "";
		byte[] content = switch (format) {
			case JSON, WEBSOCKET_TEXT ->
				json(message("rt.heartbeat", (checkpoint != null) ? checkpoint.toString() : null, null));
			case SSE, SSE_CHUNK -> text(": hb\n" + id + '\n');
			case SSE_ENVELOPE, SSE_ENVELOPE_CHUNK -> text("event: rt.heartbeat\n" + id + "data: {}\n\n");
		};
		return format.frame(content);
	}

	/**
	 * What could not be replayed.
	 * @param format the stream's format
	 * @param topic of which topic
	 * @param reason why
	 * @param position where the client continues, or {@code null}; JSON has no field for
	 * it, a checkpoint follows there
	 * @return the frame
	 */
	public static byte[] gap(WireFormat format, String topic, GapReason reason, @Nullable Position position) {
		Map<String, Object> payload = new LinkedHashMap<>();
		payload.put("topic", topic);
		payload.put("reason", reason.word());
		if (format == WireFormat.JSON) {
			return json(message("rt.gap", null, payload));
		}
		return EventEncoder.serverSentEvent(position, "rt.gap", MAPPER.writeValueAsBytes(payload));
	}

	/**
	 * What could not be replayed, a frame for each topic.
	 * @param format the stream's format
	 * @param gaps the topics, and why
	 * @param position where the client continues, or {@code null}; the last frame carries
	 * it
	 * @return the frames
	 */
	public static List<byte[]> gaps(WireFormat format, Map<String, GapReason> gaps, @Nullable Position position) {
		List<byte[]> frames = new ArrayList<>();
		gaps.forEach((topic, reason) -> frames
			.add(gap(format, topic, reason, (frames.size() == gaps.size() - 1) ? position : null)));
		return frames;
	}

	/**
	 * The last frame of a stream.
	 * @param format the stream's format
	 * @param reason why it ends
	 * @param retryMillis when the client may come back, or -1 to leave it to the client
	 * @return the frame
	 */
	public static byte[] close(WireFormat format, CloseReason reason, long retryMillis) {
		return close(format, reason, retryMillis, null);
	}

	/**
	 * The only frame of a stream that is refused.
	 * @param format the stream's format
	 * @param reason why it is refused
	 * @param retryMillis when the client may come back, or -1 to leave it to the client
	 * @param topic the topic that is refused, or {@code null} if it is none of them
	 * @return the frame
	 */
	public static byte[] close(WireFormat format, CloseReason reason, long retryMillis, @Nullable String topic) {
		Map<String, Object> payload = new LinkedHashMap<>();
		payload.put("reason", reason.word());
		payload.put("reconnect", reason.mayReconnect());
		if (topic != null) {
			payload.put("topic", topic);
		}
		if (format == WireFormat.JSON) {
			if (retryMillis >= 0) {
				payload.put("retryAfterMs", retryMillis);
			}
			return json(message("rt.close", null, payload));
		}
		long retry = reason.mayReconnect() ? retryMillis : STAY_AWAY_MILLIS;
		return text(
				((retry >= 0) ? "retry: " + retry + '\n' : "") + "event: rt.close\ndata: " + string(payload) + "\n\n");
	}

	/**
	 * The answer to a client's message that was done.
	 * @param id the message's id
	 * @param payload what to answer, or {@code null}
	 * @return the frame
	 */
	public static byte[] ack(String id, @Nullable Object payload) {
		return json(message("rt.ack", id, payload));
	}

	/**
	 * The answer to a client's message that was refused.
	 * @param id the message's id, or {@code null} if it had none
	 * @param payload the error payload: code, message, temporary, retryAfterMs
	 * @return the frame
	 */
	public static byte[] error(@Nullable String id, Map<String, ?> payload) {
		return json(message("rt.error", id, payload));
	}

	private static Map<String, Object> message(String type, @Nullable String id, @Nullable Object payload) {
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("type", type);
		if (id != null) {
			message.put("id", id);
		}
		if (payload != null) {
			message.put("payload", payload);
		}
		return message;
	}

	private static byte[] json(Map<String, Object> message) {
		return MAPPER.writeValueAsBytes(message);
	}

	private static String string(Object payload) {
		return MAPPER.writeValueAsString(payload);
	}

	private static byte[] text(String frame) {
		return frame.getBytes(StandardCharsets.UTF_8);
	}

}
