package dev.realtime.hub;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

import dev.realtime.InvalidPayloadException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns an event's data into JSON bytes, and checks bytes that are said to be JSON:
 * strict UTF-8, exactly one value, not nested too deeply. Thread-safe.
 */
public final class PayloadEncoder {

	private final JsonMapper mapper;

	/** Not the application's: its leniences (comments, NaN) would reach the browser. */
	private final JsonFactory strict;

	private final int maxDepth;

	/**
	 * Create an encoder.
	 * @param mapper what writes objects
	 * @param maxDepth how deeply arrays and objects of given JSON may be nested
	 */
	public PayloadEncoder(JsonMapper mapper, int maxDepth) {
		this.mapper = mapper;
		this.maxDepth = maxDepth;
		this.strict = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(maxDepth).build())
			.build();
	}

	/**
	 * Write an object as JSON.
	 * @param data the object, {@code null} included
	 * @return the bytes
	 * @throws InvalidPayloadException if the object cannot be written
	 */
	byte[] encode(@Nullable Object data) {
		try {
			return this.mapper.writeValueAsBytes(data);
		}
		catch (JacksonException ex) {
			throw new InvalidPayloadException("The data, " + typeName(data) + ", cannot be written as JSON: "
					+ ex.getOriginalMessage() + "; give something that the application's JsonMapper can write", ex);
		}
	}

	/**
	 * Check bytes that are said to be JSON.
	 * @param json the bytes
	 * @throws InvalidPayloadException if they are not UTF-8, not exactly one JSON value,
	 * or nested too deeply
	 */
	void check(byte[] json) {
		// Decoded here: from bytes the parser would also accept UTF-16, and UTF-8 that is
		// malformed.
		Reader text = new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
		try (JsonParser parser = this.strict.createParser(ObjectReadContext.empty(), text)) {
			if (parser.nextToken() == null) {
				throw new InvalidPayloadException("The payload is empty: one JSON value is expected", null);
			}
			parser.skipChildren();
			if (parser.nextToken() != null) {
				throw new InvalidPayloadException("The payload has more than one JSON value", null);
			}
		}
		catch (JacksonIOException ex) {
			throw new InvalidPayloadException("The payload is not UTF-8", ex);
		}
		catch (StreamConstraintsException ex) {
			throw new InvalidPayloadException("The payload is nested more than " + this.maxDepth
					+ " levels deep, or has a name or number of absurd length", ex);
		}
		catch (JacksonException ex) {
			throw new InvalidPayloadException(
					"The payload is not JSON from character " + Math.max(0, ex.getLocation().getCharOffset()) + " on",
					ex);
		}
	}

	private static String typeName(@Nullable Object data) {
		return (data != null) ? data.getClass().getName() : "null";
	}

}
