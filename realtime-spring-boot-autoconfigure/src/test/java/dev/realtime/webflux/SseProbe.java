package dev.realtime.webflux;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * A client of server-sent events that keeps every byte.
 */
final class SseProbe implements AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final StringBuilder received = new StringBuilder();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile Flow.Subscription subscription;

	final HttpResponse<Void> response;

	SseProbe(int port, String pathAndQuery, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + pathAndQuery));
		if (headers.length > 0) {
			request.headers(headers);
		}
		CompletableFuture<HttpResponse<Void>> answered = new CompletableFuture<>();
		CLIENT.sendAsync(request.build(), (info) -> {
			answered.complete(null);
			return HttpResponse.BodySubscribers.fromSubscriber(new Body());
		}).whenComplete((ok, error) -> {
			if (error != null) {
				answered.completeExceptionally(error);
			}
		});
		this.response = answered.orTimeout(10, TimeUnit.SECONDS).join();
	}

	String text() {
		synchronized (this.received) {
			return this.received.toString();
		}
	}

	List<String> ids() {
		List<String> ids = new ArrayList<>();
		text().lines().filter((line) -> line.startsWith("id: ")).forEach((line) -> ids.add(line.substring(4)));
		return ids;
	}

	boolean hasEnded() {
		return this.ended.isDone();
	}

	@Override
	public void close() {
		this.subscription.cancel();
	}

	private final class Body implements Flow.Subscriber<List<ByteBuffer>> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			SseProbe.this.subscription = subscription;
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(List<ByteBuffer> item) {
			synchronized (SseProbe.this.received) {
				item.forEach((buffer) -> SseProbe.this.received.append(StandardCharsets.UTF_8.decode(buffer)));
			}
		}

		@Override
		public void onError(Throwable throwable) {
			SseProbe.this.ended.completeExceptionally(throwable);
		}

		@Override
		public void onComplete() {
			SseProbe.this.ended.complete(null);
		}

	}

}
