package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.realtime.Position;
import dev.realtime.codec.Frame;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;

/**
 * What a poll is answered. The events' frames are the connection's; they are spliced into
 * the answer as they are.
 *
 * @param events the events' envelopes, in order
 * @param cursor where to go on
 * @param topics what the client is told of each topic
 */
record PollAnswer(List<Frame> events, Position cursor, Map<String, Object> topics) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/**
	 * Write the answer without copying the events.
	 * @param buffers makes the buffers
	 * @return the buffers, in order, valid as long as the frames
	 */
	List<DataBuffer> write(DataBufferFactory buffers) {
		List<DataBuffer> parts = new ArrayList<>(this.events.size() * 2 + 2);
		parts.add(text(buffers, "{\"events\":["));
		for (int i = 0; i < this.events.size(); i++) {
			if (i > 0) {
				parts.add(text(buffers, ","));
			}
			parts.add(buffers.wrap(this.events.get(i).buffer()));
		}
		parts.add(text(buffers,
				"],\"cursor\":\"" + this.cursor + "\",\"topics\":" + MAPPER.writeValueAsString(this.topics) + '}'));
		return parts;
	}

	private static DataBuffer text(DataBufferFactory buffers, String text) {
		return buffers.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * What kind of answer this is, for those who count.
	 * @return {@code events}, {@code gap} or {@code empty}
	 */
	String outcome() {
		if (!this.events.isEmpty()) {
			return "events";
		}
		boolean gap = this.topics.values()
			.stream()
			.anyMatch((status) -> status instanceof Map<?, ?> told && told.containsKey("gap"));
		return gap ? "gap" : "empty";
	}

}
