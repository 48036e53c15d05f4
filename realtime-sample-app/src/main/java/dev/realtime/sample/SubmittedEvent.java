package dev.realtime.sample;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import dev.realtime.RealtimeEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

import org.springframework.web.server.ServerWebInputException;

/**
 * Reads <code>{"topic":…,"type":…,"payload":…}</code>. The payload is cut out of the text
 * and never parsed into objects, so {@code 1.0} stays {@code 1.0} and a number of 40
 * digits keeps all of them.
 */
final class SubmittedEvent {

	private static final JsonFactory JSON = new JsonFactory();

	private SubmittedEvent() {
	}

	/**
	 * Read a submitted event.
	 * @param body the request's body
	 * @return the event
	 * @throws ServerWebInputException if the body is not what is expected
	 * @throws dev.realtime.RealtimeException if topic or type are not valid
	 */
	static RealtimeEvent parse(byte[] body) {
		String text = decode(body);
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
			return read(parser, text);
		}
		catch (JacksonException ex) {
			// Without a place if a limit of the parser was hit.
			TokenStreamLocation place = ex.getLocation();
			throw new ServerWebInputException("The body is not JSON: " + ex.getOriginalMessage()
					+ ((place != null) ? " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ')' : ""));
		}
	}

	private static String decode(byte[] body) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new ServerWebInputException("The body is not UTF-8");
		}
	}

	private static RealtimeEvent read(JsonParser parser, String text) {
		if (parser.nextToken() != JsonToken.START_OBJECT) {
			throw new ServerWebInputException("The body must be an object with topic, type and payload");
		}
		RealtimeEvent.Builder event = RealtimeEvent.builder();
		Set<String> names = new HashSet<>();
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			if (!names.add(name)) {
				throw new ServerWebInputException("The body must not say \"" + name + "\" twice");
			}
			parser.nextToken();
			switch (name) {
				case "topic" -> event.topic(string(parser, name));
				case "type" -> event.type(string(parser, name));
				case "payload" -> event.json(raw(parser, text).getBytes(StandardCharsets.UTF_8));
				default -> throw new ServerWebInputException(
						"The body may only have topic, type and payload, not \"" + name + '"');
			}
		}
		if (parser.nextToken() != null) {
			throw new ServerWebInputException("The body must be one object, and nothing after it");
		}
		if (!names.contains("topic")) {
			throw new ServerWebInputException("\"topic\" is missing");
		}
		if (!names.contains("payload")) {
			throw new ServerWebInputException("\"payload\" is missing; an event without data has null");
		}
		return event.build();
	}

	private static String string(JsonParser parser, String name) {
		if (parser.currentToken() != JsonToken.VALUE_STRING) {
			throw new ServerWebInputException("\"" + name + "\" must be a string");
		}
		return parser.getString();
	}

	private static String raw(JsonParser parser, String text) {
		int start = (int) parser.currentTokenLocation().getCharOffset();
		parser.skipChildren();
		parser.finishToken();
		return text.substring(start, (int) parser.currentLocation().getCharOffset());
	}

}
