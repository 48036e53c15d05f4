package dev.realtime.test.browser;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code tab.html} is told to do. Immutable.
 *
 * @param topics what to follow
 * @param options of the client
 * @param token the parameters of {@code /token}, or empty for none
 */
record TabConfig(List<String> topics, Map<String, Object> options, Map<String, Object> token) {

	static TabConfig of(String... topics) {
		return new TabConfig(List.of(topics), Map.of(), Map.of());
	}

	/**
	 * Have a connection of its own, over these transports alone.
	 * @param names the transports
	 */
	TabConfig alone(String... names) {
		return new TabConfig(this.topics, Map.of("shared", false, "transports", List.of(names)), this.token);
	}

	/**
	 * Get tokens.
	 * @param user whose
	 * @param seconds how long each is good
	 */
	TabConfig token(String user, int seconds) {
		return new TabConfig(this.topics, this.options, Map.of("user", user, "seconds", seconds));
	}

	/**
	 * Get tokens that do not say when they end.
	 */
	TabConfig opaque() {
		Map<String, Object> more = new LinkedHashMap<>(this.token);
		more.put("opaque", true);
		return new TabConfig(this.topics, this.options, more);
	}

	Map<String, Object> values() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("topics", this.topics);
		values.put("options", this.options);
		if (!this.token.isEmpty()) {
			values.put("token", this.token);
		}
		return values;
	}

}
