package dev.realtime.test;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * An event stream. Its envelope format is told from the plain one by the query.
 */
final class SseStream implements TestStream {

	private final ConnectRequest request;

	private final StreamSink sink;

	private final boolean envelope;

	private final MessagePoster poster;

	private volatile @Nullable CompletableFuture<?> exchange;

	private volatile Flow.@Nullable Subscription subscription;

	SseStream(ConnectRequest request, StreamSink sink, MessagePoster poster) {
		this.request = request;
		this.sink = sink;
		this.poster = poster;
		this.envelope = request.query().contains(Map.entry("format", "envelope"));
	}

	@Override
	public void open() {
		HttpRequest.Builder get = HttpRequest.newBuilder(this.request.uri("sse", List.of()))
			.header("Accept", "text/event-stream");
		String cursor = this.request.cursor();
		if (cursor != null) {
			get.header("Last-Event-ID", cursor);
		}
		this.request.forEachHeader(get::header);
		this.exchange = this.request.http()
			.sendAsync(get.build(), (head) -> isStream(head) ? new Lines() : refusal())
			.whenComplete((response, error) -> {
				if (error != null || isStream(response.statusCode())) {
					this.sink.end(0, error);
				}
				else {
					this.sink.refused(response);
				}
			});
	}

	private static boolean isStream(HttpResponse.ResponseInfo head) {
		return isStream(head.statusCode());
	}

	private static boolean isStream(int status) {
		return status == 200;
	}

	private static BodySubscriber<String> refusal() {
		return BodySubscribers.ofString(StandardCharsets.UTF_8);
	}

	@Override
	public void cut() {
		this.sink.end(0, null);
		Flow.Subscription current = this.subscription;
		if (current != null) {
			current.cancel();
		}
		CompletableFuture<?> pending = this.exchange;
		if (pending != null) {
			pending.cancel(true);
		}
	}

	@Override
	public void send(String json) {
		this.poster.post(json);
	}

	private void block(SseParser.Block block) {
		String data = block.data();
		if (data == null) {
			this.sink.add(new ReceivedFrame.Heartbeat(block.id()));
		}
		else if (block.type().startsWith("rt.")) {
			this.sink.add(FrameReader.control(block.type(), block.id(), FrameReader.tree(data), block.retry()));
		}
		else if (this.envelope) {
			this.sink.add(FrameReader.message(FrameReader.tree(data)));
		}
		else {
			this.sink.add(new ReceivedFrame.Event(block.id(), block.type(), null, FrameReader.tree(data), null, null));
		}
	}

	/** The body, for as long as it lasts. */
	private final class Lines implements BodySubscriber<String> {

		private final CompletableFuture<String> body = new CompletableFuture<>();

		private final SseParser parser = new SseParser(SseStream.this::block);

		@Override
		public CompletionStage<String> getBody() {
			return this.body;
		}

		@Override
		public void onSubscribe(Flow.Subscription newSubscription) {
			SseStream.this.subscription = newSubscription;
			if (SseStream.this.sink.isEnded()) {
				newSubscription.cancel();
				return;
			}
			newSubscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(List<ByteBuffer> buffers) {
			try {
				buffers.forEach(this.parser::feed);
			}
			catch (RuntimeException ex) {
				SseStream.this.sink.end(0, ex);
				cut();
			}
		}

		@Override
		public void onError(Throwable error) {
			this.body.completeExceptionally(error);
		}

		@Override
		public void onComplete() {
			this.body.complete("");
		}

	}

}
