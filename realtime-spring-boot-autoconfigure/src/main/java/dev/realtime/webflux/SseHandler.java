package dev.realtime.webflux;

import java.util.concurrent.ThreadLocalRandom;

import dev.realtime.Transport;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.RefusedException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Server-sent events. The response is committed when the ready event is there; until then
 * a refusal has a status, unless the client asked to read it in the stream.
 */
final class SseHandler {

	private static final Log logger = LogFactory.getLog(SseHandler.class);

	private final Streams streams;

	SseHandler(Streams streams) {
		this.streams = streams;
	}

	Mono<Void> handle(ServerWebExchange exchange) {
		Mono<StreamConnection<DataBuffer>> opened = this.streams.accept(exchange, Transport.SSE, () -> asked(exchange))
			.flatMap((accepted) -> this.streams.open(accepted)
				.doOnError((error) -> accepted.stream().end(Streams.reasonOf(error)))
				.doOnCancel(accepted.stream()::end));
		return this.streams.inTime(opened, this.streams.settings().handshakeTimeout())
			.flatMap((stream) -> write(exchange, stream))
			.onErrorResume(RefusedException.class, (refused) -> refuse(exchange, refused));
	}

	private Streams.Asked<DataBuffer> asked(ServerWebExchange exchange) {
		StreamRequest request = this.streams.read(exchange);
		DataBufferFactory buffers = exchange.getResponse().bufferFactory();
		EdgeSettings.Sse settings = this.streams.settings().sse();
		StreamWire<DataBuffer> wire = new StreamWire<>(format(request), (frame) -> buffers.wrap(frame.buffer()), null,
				settings.heartbeatInterval(), jittered(settings.retry().toMillis()));
		return new Streams.Asked<>(request, cursor(exchange.getRequest(), request), wire);
	}

	private static WireFormat format(StreamRequest request) {
		String format = request.parameter("format");
		if (format == null) {
			return WireFormat.SSE;
		}
		if (!format.equals("envelope")) {
			throw StreamRequest.refused("unknown format");
		}
		return WireFormat.SSE_ENVELOPE;
	}

	private static @Nullable String cursor(ServerHttpRequest http, StreamRequest request) {
		String header = StreamRequest.cursor(http.getHeaders().getFirst("Last-Event-ID"));
		return (header != null) ? header : StreamRequest.cursor(request.parameter("lastEventId"));
	}

	private static long jittered(long retryMillis) {
		return (long) (retryMillis * (0.5 + ThreadLocalRandom.current().nextDouble()));
	}

	private Mono<Void> write(ServerWebExchange exchange, StreamConnection<DataBuffer> stream) {
		ServerHttpResponse response = exchange.getResponse();
		return Mono.defer(() -> {
			begin(response);
			if (this.streams.settings().fastPath()) {
				this.streams.lanes().watch(stream, exchange, this.streams.settings().sendBuffer());
			}
			return response.writeAndFlushWith(stream.outbox().groups());
		})
			.onErrorResume((error) -> response.isCommitted(), (error) -> brokenOff(stream, error))
			.doFinally((signal) -> stream.responseEnded());
	}

	/**
	 * The client has gone, or the server stops: nobody is left to hear of an error.
	 */
	private static Mono<Void> brokenOff(StreamConnection<DataBuffer> stream, Throwable error) {
		logger.debug(stream.info().id() + ": broken off", error);
		return Mono.empty();
	}

	private static void begin(ServerHttpResponse response) {
		response.setStatusCode(HttpStatus.OK);
		HttpHeaders headers = response.getHeaders();
		headers.set(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=UTF-8");
		headers.set(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, no-transform");
		headers.set("X-Accel-Buffering", "no");
	}

	private static Mono<Void> refuse(ServerWebExchange exchange, RefusedException refused) {
		if (!Refusal.inStream(exchange.getRequest())) {
			return Refusal.write(exchange.getResponse(), refused);
		}
		byte[] frame = Refusal.frame(WireFormat.SSE, refused);
		ServerHttpResponse response = exchange.getResponse();
		begin(response);
		return response.writeAndFlushWith(Flux.just(Flux.just(response.bufferFactory().wrap(frame))));
	}

}
