package dev.realtime.test;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sends messages without a WebSocket, one after the other.
 */
final class MessagePoster {

	private final ConnectRequest request;

	private final Supplier<@Nullable String> connection;

	private final Consumer<ReceivedFrame> frames;

	private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

	MessagePoster(ConnectRequest request, Supplier<@Nullable String> connection, Consumer<ReceivedFrame> frames) {
		this.request = request.from(List.of(), null);
		this.connection = connection;
		this.frames = frames;
	}

	synchronized void post(String json) {
		this.last = this.last.handle((done, error) -> json).thenCompose(this::exchange).thenAccept(this::answered);
	}

	private CompletableFuture<HttpResponse<String>> exchange(String json) {
		HttpRequest.Builder post = HttpRequest.newBuilder(this.request.uri("messages", List.of()))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json));
		String id = this.connection.get();
		if (id != null) {
			post.header("Realtime-Connection", id);
		}
		this.request.forEachHeader(post::header);
		return this.request.http().sendAsync(post.build(), BodyHandlers.ofString());
	}

	private void answered(HttpResponse<String> response) {
		if (response.statusCode() != 200) {
			this.frames.accept(FrameReader.refused(response.statusCode(), response.headers().map(), response.body()));
			return;
		}
		JsonNode body = FrameReader.tree(response.body());
		if (body.isArray()) {
			body.forEach((reply) -> this.frames.accept(FrameReader.message(reply)));
		}
		else {
			this.frames.accept(FrameReader.message(body));
		}
	}

}
