package dev.realtime.benchmarks.systems;

import java.util.List;
import java.util.stream.IntStream;

import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Where the body of a {@code POST /publish} goes.
 */
final class Topics {

	private Topics() {
	}

	/**
	 * The topics of a request.
	 * @param request with {@code ?topic=T}, or {@code ?topic=T&from=0&to=N} for T0 to the
	 * one before TN
	 * @return the topics
	 */
	static List<String> of(ServerRequest request) {
		String topic = request.queryParam("topic").orElse("");
		if (request.queryParam("to").isEmpty()) {
			return List.of(topic);
		}
		int from = request.queryParam("from").map(Integer::parseInt).orElse(0);
		int to = request.queryParam("to").map(Integer::parseInt).orElse(0);
		return IntStream.range(from, to).mapToObj((number) -> topic + number).toList();
	}

}
