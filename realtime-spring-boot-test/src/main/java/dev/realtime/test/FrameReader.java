package dev.realtime.test;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns the JSON of the protocol into {@link ReceivedFrame}s.
 */
final class FrameReader {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private FrameReader() {
	}

	static JsonNode tree(String json) {
		return MAPPER.readTree(json);
	}

	static String write(Object value) {
		return MAPPER.writeValueAsString(value);
	}

	/**
	 * Read an object as it goes over a WebSocket.
	 * @param message the object
	 * @return the frame
	 */
	static ReceivedFrame message(JsonNode message) {
		String type = message.path("type").stringValue("message");
		String id = message.path("id").stringValue(null);
		if (type.startsWith("rt.")) {
			return control(type, id, message.path("payload"), -1);
		}
		JsonNode timestamp = message.path("timestamp");
		return new ReceivedFrame.Event(id, type, message.path("topic").stringValue(null), message.path("payload"),
				timestamp.isNumber() ? Instant.ofEpochMilli(timestamp.longValue()) : null,
				message.path("messageId").stringValue(null));
	}

	/**
	 * Read what the protocol itself says.
	 * @param type its type, with {@code rt.}
	 * @param id its id, or {@code null}
	 * @param payload its payload
	 * @param retry the reconnection time that stood beside it, -1 if none
	 * @return the frame
	 */
	static ReceivedFrame control(String type, @Nullable String id, JsonNode payload, long retry) {
		return switch (type) {
			case "rt.ready" -> new ReceivedFrame.Ready(payload.path("connection").stringValue(null), id,
					topics(payload.path("topics")), payload.path("heartbeat").longValue(0), retry);
			case "rt.heartbeat" -> new ReceivedFrame.Heartbeat(id);
			case "rt.gap" -> new ReceivedFrame.Gap(payload.path("topic").stringValue(""),
					payload.path("reason").stringValue(""), id);
			case "rt.close" -> new ReceivedFrame.Close(payload.path("reason").stringValue(""),
					payload.path("reconnect").booleanValue(false), payload.path("retryAfterMs").longValue(retry));
			case "rt.ack" -> new ReceivedFrame.Reply(id, true, payload);
			case "rt.error" -> new ReceivedFrame.Reply(id, false, payload);
			default -> throw new IllegalArgumentException("Not in the protocol: " + type);
		};
	}

	static Map<String, ReceivedFrame.TopicAnswer> topics(JsonNode topics) {
		Map<String, ReceivedFrame.TopicAnswer> answers = new LinkedHashMap<>();
		for (Map.Entry<String, JsonNode> topic : topics.properties()) {
			JsonNode answer = topic.getValue();
			answers.put(topic.getKey(), new ReceivedFrame.TopicAnswer(answer.path("resumed").booleanValue(false),
					answer.path("gap").stringValue(null), answer.path("error").stringValue(null)));
		}
		return answers;
	}

	static ReceivedFrame.Refused refused(int status, Map<String, List<String>> headers, String body) {
		String code = null;
		try {
			code = tree(body.isEmpty() ? "{}" : body).path("code").stringValue(null);
		}
		catch (JacksonException ex) {
			// Not ours: a proxy's page, or the web stack's.
		}
		return new ReceivedFrame.Refused(status, code, headers, body);
	}

}
