package dev.realtime.test;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import dev.realtime.Transport;
import org.jspecify.annotations.Nullable;

/**
 * How to open a stream.
 *
 * @param http what sends the request
 * @param base address of the endpoints, without a trailing slash
 * @param transport the transport
 * @param topics the topics to ask for
 * @param cursor where to resume from, or {@code null} for now
 * @param headers headers of every request, name and value in turn
 * @param query further query parameters, name and value in turn
 */
record ConnectRequest(HttpClient http, URI base, Transport transport, List<String> topics, @Nullable String cursor,
		List<Map.Entry<String, String>> headers, List<Map.Entry<String, String>> query) {

	ConnectRequest {
		topics = List.copyOf(topics);
		headers = List.copyOf(headers);
		query = List.copyOf(query);
	}

	ConnectRequest from(List<String> newTopics, @Nullable String newCursor) {
		return new ConnectRequest(this.http, this.base, this.transport, newTopics, newCursor, this.headers, this.query);
	}

	void forEachHeader(BiConsumer<String, String> consumer) {
		this.headers.forEach((header) -> consumer.accept(header.getKey(), header.getValue()));
	}

	/**
	 * Make the address of an endpoint.
	 * @param endpoint {@code sse}, {@code ws}, {@code poll} or {@code messages}
	 * @param parameters parameters of the endpoint, name and value in turn; one that the
	 * test set itself wins
	 * @return the address with topics and all parameters
	 */
	URI uri(String endpoint, List<Map.Entry<String, String>> parameters) {
		List<String> pairs = new ArrayList<>();
		this.topics.forEach((topic) -> pairs.add(pair("topic", topic)));
		this.query.forEach((parameter) -> pairs.add(pair(parameter.getKey(), parameter.getValue())));
		for (Map.Entry<String, String> parameter : parameters) {
			if (this.query.stream().noneMatch((own) -> own.getKey().equals(parameter.getKey()))) {
				pairs.add(pair(parameter.getKey(), parameter.getValue()));
			}
		}
		return URI.create(this.base + "/" + endpoint + (pairs.isEmpty() ? "" : "?" + String.join("&", pairs)));
	}

	private static String pair(String name, String value) {
		return name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

}
