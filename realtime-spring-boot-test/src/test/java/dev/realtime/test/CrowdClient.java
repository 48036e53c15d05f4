package dev.realtime.test;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.client.PrematureCloseException;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;

/**
 * One of a {@link Crowd}, which comes back as the browser client does: when it was told
 * to, or after a second, with the last cursor that it was given.
 */
abstract class CrowdClient {

	private static final long BACKOFF_MILLIS = 1000;

	final HttpClient http;

	private final Tally tally;

	private final Scheduler scheduler;

	private final Disposable.Swap life = Disposables.swap();

	private @Nullable String cursor;

	/** What the last close or refusal asked for, -1 if nothing. */
	private long retryMillis = -1;

	/** Since when it has no stream, 0 if it never had one. */
	private long leftAt;

	private boolean told;

	private boolean failed;

	private volatile boolean open;

	private volatile long last;

	CrowdClient(HttpClient http, Tally tally, Scheduler scheduler) {
		this.http = http;
		this.tally = tally;
		this.scheduler = scheduler;
	}

	/**
	 * One stream, or one poll.
	 * @param cursor where to go on, or {@code null}
	 * @return completes at its end
	 */
	abstract Mono<Void> stream(@Nullable String cursor);

	/** How soon after an end that was in order. */
	long pauseMillis() {
		return -1;
	}

	final void connect() {
		this.life.update(Mono.defer(() -> stream(this.cursor))
			.doOnSuccess((ignored) -> ended())
			.onErrorResume((error) -> Mono.fromRunnable(() -> failed(error)))
			.then(Mono.defer(this::pause))
			.repeat()
			.subscribe(null, (error) -> this.tally.trouble(error.toString())));
	}

	private void ended() {
		if (!this.told && pauseMillis() < 0) {
			this.tally.trouble("cut");
		}
	}

	private void failed(Throwable error) {
		this.failed = true;
		if (error instanceof Refused refused) {
			this.retryMillis = refused.retryMillis;
			this.tally.trouble(refused.getMessage());
		}
		else if (error instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
			this.tally.trouble(refused.response().status().toString());
		}
		else {
			this.tally.trouble(error.toString());
		}
	}

	private Mono<Void> pause() {
		boolean returns = this.open && this.told;
		long pause = (this.retryMillis < 0 && !this.failed) ? pauseMillis() : this.retryMillis;
		if (this.failed || pauseMillis() < 0) {
			this.leftAt = this.open ? System.nanoTime() : this.leftAt;
			this.open = false;
		}
		this.retryMillis = -1;
		this.failed = false;
		this.told = false;
		return Mono
			.delay(Duration.ofMillis((pause < 0) ? ThreadLocalRandom.current().nextLong(BACKOFF_MILLIS) : pause),
					this.scheduler)
			.doOnNext((tick) -> {
				if (returns) {
					this.tally.returning();
				}
			})
			.then();
	}

	final void frame(ReceivedFrame frame) {
		if (frame instanceof ReceivedFrame.Event event) {
			number(event.payload().longValue());
			moveTo(event.id());
		}
		else if (frame instanceof ReceivedFrame.Ready ready) {
			ready.topics().forEach((topic, answer) -> gap(answer));
			opened();
			moveTo(ready.cursor());
		}
		else if (frame instanceof ReceivedFrame.Heartbeat heartbeat) {
			moveTo(heartbeat.id());
		}
		else if (frame instanceof ReceivedFrame.Gap gap) {
			this.tally.trouble("gap " + gap.reason());
			moveTo(gap.id());
		}
		else if (frame instanceof ReceivedFrame.Close close) {
			this.told = true;
			this.retryMillis = close.retryMillis();
			if (!this.open || !close.reconnect() || !close.reason().equals("draining")) {
				this.tally.trouble("told " + close.reason());
			}
		}
	}

	final void opened() {
		if (!this.open && this.leftAt != 0) {
			this.tally.returned(Duration.ofNanos(System.nanoTime() - this.leftAt));
		}
		this.open = true;
	}

	final void gap(ReceivedFrame.TopicAnswer answer) {
		if (answer.gap() != null || answer.error() != null) {
			this.tally.trouble("gap " + answer.gap() + ' ' + answer.error());
		}
	}

	final void moveTo(@Nullable String id) {
		this.cursor = (id != null) ? id : this.cursor;
	}

	private void number(long number) {
		if (number <= this.last) {
			this.tally.repeated();
			return;
		}
		if (number > this.last + 1) {
			this.tally.lost(number - this.last - 1);
		}
		this.last = number;
	}

	final boolean isOpen() {
		return this.open;
	}

	final long last() {
		return this.last;
	}

	final void close() {
		this.life.dispose();
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[last=" + this.last + ", open=" + this.open + ']';
	}

	/** What is no stream: nothing more is to be expected of the response. */
	private static final class Refused extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final long retryMillis;

		Refused(HttpClientResponse response) {
			super(response.status().toString(), null, false, false);
			String seconds = response.responseHeaders().get("Retry-After");
			this.retryMillis = (seconds != null) ? TimeUnit.SECONDS.toMillis(Long.parseLong(seconds)) : -1;
		}

	}

	/** A stream of server-sent events. */
	static final class Sse extends CrowdClient {

		private final String uri;

		Sse(HttpClient http, String url, Tally tally, Scheduler scheduler) {
			super(http, tally, scheduler);
			this.uri = url + "/sse?format=envelope&topic=" + Crowd.TOPIC;
		}

		@Override
		Mono<Void> stream(@Nullable String cursor) {
			SseParser parser = new SseParser(this::block);
			return this.http.headers((headers) -> {
				if (cursor != null) {
					headers.set("Last-Event-ID", cursor);
				}
			}).get().uri(this.uri).response((head, body) -> {
				if (head.status().code() != 200) {
					return Mono.<Void>error(new Refused(head));
				}
				return body.asByteBuffer().doOnNext(parser::feed).then();
			}).then();
		}

		private void block(SseParser.Block block) {
			JsonNode data = FrameReader.tree((block.data() != null) ? block.data() : "{}");
			if (block.data() == null) {
				frame(new ReceivedFrame.Heartbeat(block.id()));
			}
			else if (block.type().startsWith("rt.")) {
				frame(FrameReader.control(block.type(), block.id(), data, block.retry()));
			}
			else {
				frame(FrameReader.message(data));
			}
		}

	}

	/** A WebSocket. */
	static final class WebSocket extends CrowdClient {

		private final String uri;

		WebSocket(HttpClient http, String url, Tally tally, Scheduler scheduler) {
			super(http, tally, scheduler);
			this.uri = url.replaceFirst("^http", "ws") + "/ws?errors=stream&topic=" + Crowd.TOPIC;
		}

		@Override
		Mono<Void> stream(@Nullable String cursor) {
			return this.http.websocket()
				.uri((cursor != null) ? this.uri + "&since=" + cursor : this.uri)
				.handle((in, out) -> in.receive()
					.asString()
					.doOnNext((text) -> frame(FrameReader.message(FrameReader.tree(text))))
					.then())
				.then();
		}

	}

	/** One poll after the other: they come back at once, and are nowhere in between. */
	static final class Poll extends CrowdClient {

		private final String uri;

		Poll(HttpClient http, String url, Tally tally, Scheduler scheduler) {
			super(http, tally, scheduler);
			this.uri = url + "/poll?topic=" + Crowd.TOPIC;
		}

		@Override
		long pauseMillis() {
			return 0;
		}

		@Override
		Mono<Void> stream(@Nullable String cursor) {
			return this.http.get()
				.uri((cursor != null) ? this.uri + "&since=" + cursor : this.uri)
				.responseSingle((head, body) -> (head.status().code() == 200) ? body.asString().doOnNext(this::answer)
						: Mono.error(new Refused(head)))
				// A connection that was kept alive may be closed by then: browsers ask
				// again, and proxies count on it.
				.retryWhen(Retry.max(1).filter(PrematureCloseException.class::isInstance))
				.then();
		}

		private void answer(String text) {
			JsonNode answer = FrameReader.tree(text);
			FrameReader.topics(answer.path("topics")).values().forEach(this::gap);
			opened();
			answer.path("events").forEach((event) -> frame(FrameReader.message(event)));
			moveTo(answer.path("cursor").stringValue(null));
		}

	}

}
