package dev.realtime.webflux;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.realtime.RealtimeUser;
import dev.realtime.connection.TopicStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake came to.
 *
 * @param user who it is
 * @param topics what to subscribe to: what was asked and allowed, and the user's own
 * topic
 * @param refused what was asked and not allowed
 * @param invalid what was asked and is no topic
 * @param cursor where to resume, as the client sent it, or {@code null} to begin from now
 */
record Admission(RealtimeUser user, List<String> topics, Set<String> refused, Set<String> invalid,
		@Nullable String cursor) {

	private static final Map<String, Object> NO_TOPIC = Map.of("error", "bad_topic");

	/**
	 * What the client is told of each topic.
	 * @param subscribed what the hub answered
	 * @return the statuses as they go over the wire
	 */
	Map<String, Object> statuses(Map<String, TopicStatus> subscribed) {
		Map<String, Object> statuses = new LinkedHashMap<>();
		subscribed.forEach((topic, status) -> statuses.put(topic, status.toWire()));
		this.refused.forEach((topic) -> statuses.put(topic, TopicStatus.FORBIDDEN.toWire()));
		this.invalid.forEach((text) -> statuses.put(text, NO_TOPIC));
		return statuses;
	}

}
