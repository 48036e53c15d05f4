package dev.realtime.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import dev.realtime.RealtimeTopics;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what clients send: JSON objects, nested no deeper than allowed. An object that
 * has a member twice is refused, because whoever else looked at it may have seen the
 * other one. Thread-safe.
 */
final class MessageParser {

	private static final int MAX_ID_LENGTH = 64;

	private final JsonMapper single;

	private final JsonMapper posted;

	MessageParser(int maxDepth) {
		this.single = mapper(maxDepth);
		this.posted = mapper(maxDepth + 1);
	}

	private static JsonMapper mapper(int maxDepth) {
		JsonFactory factory = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(maxDepth).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.build();
		return JsonMapper.builder(factory)
			// What is published was written by someone: its numbers keep all their
			// digits.
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.build();
	}

	/**
	 * Read one message.
	 * @param text what was sent
	 * @return the message
	 * @throws MessageRefusedException if it is none
	 */
	ClientMessage parse(String text) {
		return message(read(this.single, text));
	}

	/**
	 * Read a posted body: one message, or an array of them.
	 * @param body what was sent
	 * @return the object or array
	 * @throws MessageRefusedException if it is neither, or not UTF-8
	 */
	JsonNode parseBody(byte[] body) {
		String text = decode(body);
		boolean array = text.stripLeading().startsWith("[");
		JsonNode node = read(array ? this.posted : this.single, text);
		if (!node.isObject() && !node.isArray()) {
			throw MessageRefusedException.badMessage("Neither a JSON object nor an array of them", null);
		}
		return node;
	}

	/**
	 * Take an object for a message.
	 * @param node what was sent
	 * @return the message
	 * @throws MessageRefusedException if it is none
	 */
	ClientMessage message(JsonNode node) {
		if (!node.isObject()) {
			throw MessageRefusedException.badMessage("Not a JSON object", null);
		}
		String id = id(node.path("id"));
		JsonNode type = node.path("type");
		if (!type.isString() || !RealtimeTopics.isValidType(type.stringValue())) {
			throw MessageRefusedException
				.badMessage("\"type\" must be a string of 1 to 64 characters of [A-Za-z0-9_.-]", id);
		}
		return new ClientMessage(type.stringValue(), id, node.path("payload"));
	}

	/**
	 * Write a part of a message as it was.
	 * @param node the part
	 * @return the JSON
	 */
	byte[] write(JsonNode node) {
		return this.single.writeValueAsBytes(node);
	}

	private static @Nullable String id(JsonNode node) {
		if (node.isMissingNode() || node.isNull()) {
			return null;
		}
		String id = node.isString() ? node.stringValue() : null;
		// An escape can make half a character, which no other place could repeat.
		if (id == null || id.length() > MAX_ID_LENGTH || !StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
			throw MessageRefusedException.badMessage("\"id\" must be a string of at most 64 characters", null);
		}
		return id;
	}

	private static JsonNode read(JsonMapper mapper, String text) {
		try {
			return mapper.readTree(text);
		}
		catch (JacksonException ex) {
			throw MessageRefusedException.badMessage("Not JSON, nested too deeply, or with a member twice", null);
		}
	}

	private static String decode(byte[] body) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		}
		catch (CharacterCodingException ex) {
			throw MessageRefusedException.badMessage("Not UTF-8", null);
		}
	}

}
