package dev.realtime.message;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client sent.
 *
 * @param type what it wants, a valid type
 * @param id the client's name for this message, or {@code null} if it wants no ack
 * @param payload what goes with it; a missing node if there was none
 */
record ClientMessage(String type, @Nullable String id, JsonNode payload) {

	/**
	 * A text in the payload.
	 * @param name the member's name
	 * @return the text, or {@code null} if there is none
	 * @throws MessageRefusedException if there is something else
	 */
	@Nullable String text(String name) {
		JsonNode value = this.payload.get(name);
		if (value == null || value.isNull()) {
			return null;
		}
		if (!value.isString()) {
			throw MessageRefusedException.invalid("\"" + name + "\" must be a string");
		}
		return value.stringValue();
	}

	/**
	 * The topics that the payload lists.
	 * @return texts, each once, in their order; not checked for being topics
	 * @throws MessageRefusedException if there are none, or anything else among them
	 */
	Set<String> topics() {
		JsonNode list = this.payload.get("topics");
		if (list == null || !list.isArray() || list.isEmpty()) {
			throw MessageRefusedException.invalid("\"topics\" must be an array of at least one topic");
		}
		Set<String> topics = new LinkedHashSet<>();
		for (JsonNode topic : list) {
			if (!topic.isString()) {
				throw MessageRefusedException.invalid("\"topics\" must hold strings only");
			}
			topics.add(topic.stringValue());
		}
		return topics;
	}

}
