package dev.realtime.test;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One poll after the other, each with the cursor of the one before. The first does not
 * wait, so that its answer opens the stream.
 */
final class PollStream implements TestStream {

	private final ConnectRequest request;

	private final StreamSink sink;

	private final MessagePoster poster;

	private volatile @Nullable CompletableFuture<?> exchange;

	PollStream(ConnectRequest request, StreamSink sink, MessagePoster poster) {
		this.request = request;
		this.sink = sink;
		this.poster = poster;
	}

	@Override
	public void open() {
		List<Map.Entry<String, String>> query = new ArrayList<>(this.request.query());
		query.removeIf((parameter) -> parameter.getKey().equals("timeout"));
		ConnectRequest first = new ConnectRequest(this.request.http(), this.request.base(), this.request.transport(),
				this.request.topics(), this.request.cursor(), this.request.headers(), query);
		poll(first, this.request.cursor(), true);
	}

	private void poll(ConnectRequest source, @Nullable String cursor, boolean first) {
		List<Map.Entry<String, String>> parameters = new ArrayList<>();
		if (cursor != null) {
			parameters.add(Map.entry("since", cursor));
		}
		if (first) {
			parameters.add(Map.entry("timeout", "0"));
		}
		HttpRequest.Builder get = HttpRequest.newBuilder(source.uri("poll", parameters));
		source.forEachHeader(get::header);
		CompletableFuture<HttpResponse<String>> answer = source.http().sendAsync(get.build(), BodyHandlers.ofString());
		this.exchange = answer;
		if (this.sink.isEnded()) {
			answer.cancel(true);
		}
		answer.thenAccept((response) -> answered(response, cursor, first)).exceptionally((error) -> {
			this.sink.end(0, error);
			return null;
		});
	}

	private void answered(HttpResponse<String> response, @Nullable String cursor, boolean first) {
		if (response.statusCode() != 200) {
			this.sink.refused(response);
			return;
		}
		JsonNode body = FrameReader.tree(response.body());
		String next = body.path("cursor").stringValue(null);
		Map<String, ReceivedFrame.TopicAnswer> topics = FrameReader.topics(body.path("topics"));
		if (first) {
			this.sink.add(new ReceivedFrame.Ready(null, (cursor != null) ? cursor : next, topics, 0, -1));
		}
		else {
			topics.forEach((topic, answer) -> {
				if (answer.gap() != null) {
					this.sink.add(new ReceivedFrame.Gap(topic, answer.gap(), null));
				}
			});
		}
		body.path("events").forEach((event) -> this.sink.add(FrameReader.message(event)));
		this.sink.add(new ReceivedFrame.Heartbeat(next));
		if (!this.sink.isEnded()) {
			poll(this.request, next, false);
		}
	}

	@Override
	public void cut() {
		this.sink.end(0, null);
		CompletableFuture<?> pending = this.exchange;
		if (pending != null) {
			pending.cancel(true);
		}
	}

	@Override
	public void send(String json) {
		this.poster.post(json);
	}

}
