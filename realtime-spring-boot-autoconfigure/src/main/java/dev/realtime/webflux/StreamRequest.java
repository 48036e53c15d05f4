package dev.realtime.webflux;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeTopics;
import dev.realtime.connection.RefusedException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What a client asks for, read and checked. Nothing in it is trusted beyond its form.
 *
 * @param headers the request's headers
 * @param query the decoded query
 * @param topics the topics, each once, in the order asked
 * @param invalid what was given as a topic and is none
 * @param address the client's address as text, or {@code null} if unknown
 */
record StreamRequest(Map<String, List<String>> headers, Map<String, List<String>> query, Set<String> topics,
		Set<String> invalid, @Nullable String address) {

	private static final int MAX_CURSOR = 2048;

	/**
	 * Read a request.
	 * @param request the request
	 * @param maxTopics how many topics it may name
	 * @return what it asks for
	 * @throws RefusedException if it cannot be understood
	 */
	static StreamRequest of(ServerHttpRequest request, int maxTopics) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		request.getHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
		Map<String, List<String>> query = query(request);
		Set<String> topics = new LinkedHashSet<>(query.getOrDefault("topic", List.of()));
		if (topics.size() > maxTopics) {
			throw refused("more than " + maxTopics + " topics");
		}
		Set<String> invalid = new LinkedHashSet<>(topics);
		invalid.removeIf(RealtimeTopics::isValid);
		topics.removeAll(invalid);
		return new StreamRequest(headers, query, topics, invalid, address(request));
	}

	/**
	 * The value of a query parameter.
	 * @param name the parameter's name
	 * @return the first value, or {@code null} if there is none or it is blank
	 */
	@Nullable String parameter(String name) {
		String value = this.query.getOrDefault(name, List.of()).stream().findFirst().orElse("");
		return value.isBlank() ? null : value;
	}

	/**
	 * Check a cursor's size; what it says is the hub's to judge.
	 * @param cursor the cursor, or {@code null}
	 * @return the cursor, or {@code null} if there is none
	 * @throws RefusedException if it is too long
	 */
	static @Nullable String cursor(@Nullable String cursor) {
		if (cursor != null && cursor.length() > MAX_CURSOR) {
			throw refused("the cursor is longer than " + MAX_CURSOR + " characters");
		}
		return (cursor == null || cursor.isBlank()) ? null : cursor.strip();
	}

	static RefusedException refused(String detail) {
		return new RefusedException(CloseReason.BAD_REQUEST, CloseReason.BAD_REQUEST.text() + ": " + detail);
	}

	private static Map<String, List<String>> query(ServerHttpRequest request) {
		Map<String, List<String>> query = new LinkedHashMap<>();
		try {
			request.getQueryParams()
				.forEach((name, values) -> query.put(name, values.stream().filter(Objects::nonNull).toList()));
		}
		catch (IllegalArgumentException ex) {
			throw refused("the query is not encoded properly");
		}
		return query;
	}

	static @Nullable String address(ServerHttpRequest request) {
		InetSocketAddress remote = request.getRemoteAddress();
		if (remote == null) {
			return null;
		}
		return (remote.getAddress() != null) ? remote.getAddress().getHostAddress() : remote.getHostString();
	}

}
