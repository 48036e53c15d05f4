package dev.realtime.webflux;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import dev.realtime.Transport;
import dev.realtime.connection.RefusedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Long polling: the request is the connection, and nothing is held between two of them.
 */
final class PollHandler {

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

	private final Streams streams;

	PollHandler(Streams streams) {
		this.streams = streams;
	}

	Mono<Void> handle(ServerWebExchange exchange) {
		Mono<PollConnection> begun = this.streams
			.refusable(exchange, Transport.LONG_POLL,
					Mono.fromSupplier(() -> asked(exchange))
						.flatMap((asked) -> this.streams.handshakes()
							.admit(exchange, Transport.LONG_POLL, asked.request(), asked.cursor())
							.map((admission) -> new Admitted(asked, admission))))
			.flatMap((admitted) -> open(exchange, admitted.asked(), admitted.admission()));
		return this.streams.inTime(begun, this.streams.settings().handshakeTimeout())
			.flatMap((poll) -> answer(exchange, poll))
			.onErrorResume(RefusedException.class, (refused) -> Refusal.write(exchange.getResponse(), refused));
	}

	private Asked asked(ServerWebExchange exchange) {
		StreamRequest request = this.streams.read(exchange);
		EdgeSettings.LongPoll settings = this.streams.settings().longPoll();
		String text = request.parameter("timeout");
		if (text != null && !SECONDS.matcher(text).matches()) {
			throw StreamRequest.refused("the timeout is no number of seconds");
		}
		Duration timeout = (text != null) ? Duration.ofSeconds(Long.parseLong(text)) : settings.timeout();
		Duration clamped = (timeout.compareTo(settings.maxTimeout()) > 0) ? settings.maxTimeout() : timeout;
		return new Asked(request, StreamRequest.cursor(request.parameter("since")), clamped);
	}

	private Mono<PollConnection> open(ServerWebExchange exchange, Asked asked, Admission admission) {
		PollConnection poll = this.streams.poll(exchange, asked.request(), admission);
		return this.streams.lease(exchange, poll)
			.doOnNext(poll::keep)
			.then(this.streams.reported(poll.open(admission, asked.timeout())))
			.thenReturn(poll)
			.doOnError((error) -> poll.end(Streams.reasonOf(error)))
			.doOnCancel(poll::end);
	}

	private Mono<Void> answer(ServerWebExchange exchange, PollConnection poll) {
		long begun = System.nanoTime();
		AtomicBoolean reported = new AtomicBoolean();
		Consumer<String> report = (outcome) -> {
			// What is cancelled may have been answered before.
			if (reported.compareAndSet(false, true)) {
				this.streams.observer().pollAnswered(outcome, Duration.ofNanos(System.nanoTime() - begun));
			}
		};
		return poll.answered()
			.doOnNext((answer) -> report.accept(answer.outcome()))
			.doOnError((error) -> report.accept("closed"))
			.doOnCancel(() -> report.accept("closed"))
			.flatMap((answer) -> write(exchange.getResponse(), answer))
			// Before the response is complete: the client comes back at once, for the
			// same place.
			.doOnSuccess((written) -> poll.end())
			.doFinally((signal) -> poll.end());
	}

	private Mono<Void> write(ServerHttpResponse response, PollAnswer answer) {
		List<DataBuffer> parts = answer.write(response.bufferFactory());
		response.setStatusCode(HttpStatus.OK);
		HttpHeaders headers = response.getHeaders();
		headers.setContentType(MediaType.APPLICATION_JSON);
		headers.setCacheControl(CacheControl.noStore());
		if (this.streams.isDraining()) {
			// The next poll is not to meet this connection while it is being closed.
			headers.setConnection("close");
		}
		headers.setContentLength(parts.stream().mapToLong(DataBuffer::readableByteCount).sum());
		return response.writeWith(Flux.fromIterable(parts));
	}

	private record Admitted(Asked asked, Admission admission) {

	}

	private record Asked(StreamRequest request, @Nullable String cursor, Duration timeout) {

	}

}
