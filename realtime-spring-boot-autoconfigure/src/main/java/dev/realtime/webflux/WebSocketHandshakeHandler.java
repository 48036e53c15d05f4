package dev.realtime.webflux;

import java.time.Duration;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import dev.realtime.codec.Frame;
import dev.realtime.codec.Framing;
import dev.realtime.codec.HeapFrameAllocator;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.RefusedException;
import dev.realtime.message.MessageHandlers;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.server.ServerWebExchange;

/**
 * WebSocket. What can be refused before the upgrade is, unless the client asked to read
 * it in the stream. The stream completes before the close frame goes out, so that what
 * was written last arrives.
 */
final class WebSocketHandshakeHandler {

	/** Not empty: some servers send no empty messages. */
	private static final byte[] PING_CONTENT = { 'r', 't' };

	private static final StreamWire.Ping PING = new StreamWire.Ping(heap(PING_CONTENT),
			heap(Framing.PING.around(PING_CONTENT)));

	private final Streams streams;

	private final MessageHandlers messages;

	private final WebSocketUpgrade upgrade;

	WebSocketHandshakeHandler(Streams streams, MessageHandlers messages) {
		this.streams = streams;
		this.messages = messages;
		this.upgrade = new WebSocketUpgrade(streams.settings().webSocket());
	}

	private static Frame heap(byte[] bytes) {
		return new HeapFrameAllocator().allocate(WireFormat.JSON, bytes);
	}

	Mono<Void> handle(ServerWebExchange exchange) {
		Mono<Void> refusal = WebSocketHandshakeCheck.refuse(exchange);
		if (refusal != null) {
			this.streams.observer().connectionRejected(CloseReason.BAD_REQUEST);
			return refusal;
		}
		long begun = System.nanoTime();
		Duration timeout = this.streams.settings().handshakeTimeout();
		return this.streams.inTime(this.streams.accept(exchange, Transport.WEBSOCKET, () -> asked(exchange)), timeout)
			.flatMap((accepted) -> this.upgrade.upgrade(exchange, (session) -> {
				Duration spent = Duration.ofNanos(System.nanoTime() - begun);
				return run(session, accepted, timeout.minus(spent));
			}).doOnError((error) -> accepted.stream().end(Streams.reasonOf(error))).doOnCancel(accepted.stream()::end))
			.onErrorResume(RefusedException.class, (refused) -> refuse(exchange, refused));
	}

	private Streams.Asked<WebSocketMessage> asked(ServerWebExchange exchange) {
		StreamRequest request = this.streams.read(exchange);
		DataBufferFactory buffers = exchange.getResponse().bufferFactory();
		StreamWire<WebSocketMessage> wire = new StreamWire<>(WireFormat.JSON, (frame) -> message(frame, buffers), PING,
				this.streams.settings().webSocket().pingInterval(), -1);
		return new Streams.Asked<>(request, StreamRequest.cursor(request.parameter("since")), wire);
	}

	private static WebSocketMessage message(Frame frame, DataBufferFactory buffers) {
		WebSocketMessage.Type type = (frame == PING.content()) ? WebSocketMessage.Type.PING
				: WebSocketMessage.Type.TEXT;
		return new WebSocketMessage(type, buffers.wrap(frame.buffer()));
	}

	private Mono<Void> run(WebSocketSession session, Streams.Accepted<WebSocketMessage> accepted, Duration left) {
		StreamConnection<WebSocketMessage> stream = accepted.stream();
		Mono<Void> open = this.streams.inTime(this.streams.open(accepted), left)
			.doOnError(RefusedException.class, (refused) -> stream.close(refused.reason(), -1))
			.onErrorComplete()
			.then();
		EdgeSettings settings = this.streams.settings();
		if (settings.fastPath() && this.upgrade.takeOver(session, stream, this.messages, settings.sendBuffer())) {
			return open.then(Mono.never());
		}
		WebSocketInbound inbound = new WebSocketInbound(stream, this.messages);
		Mono<Void> out = session.send(stream.outbox().frames())
			.takeUntilOther(stream.abandoned())
			.onErrorComplete()
			.then(Mono.defer(() -> close(session, stream.closing())))
			.onErrorComplete()
			.doFinally((signal) -> inbound.drain());
		return Mono.when(out, inbound.take(session.receive()), open).doFinally((signal) -> stream.end());
	}

	/**
	 * Say why. A client that closed first is answered by the server, and hears one close
	 * frame, not two.
	 */
	private static Mono<Void> close(WebSocketSession session, @Nullable CloseReason reason) {
		return (reason != null) ? session.close(new CloseStatus(reason.closeCode(), reason.word())) : Mono.empty();
	}

	private Mono<Void> refuse(ServerWebExchange exchange, RefusedException refused) {
		if (!Refusal.inStream(exchange.getRequest())) {
			return Refusal.write(exchange.getResponse(), refused);
		}
		CloseReason reason = refused.reason();
		byte[] frame = Refusal.frame(WireFormat.JSON, refused);
		return this.upgrade.upgrade(exchange, (session) -> {
			WebSocketMessage last = new WebSocketMessage(WebSocketMessage.Type.TEXT,
					session.bufferFactory().wrap(frame));
			Mono<Void> out = session.send(Flux.just(last)).then(Mono.defer(() -> close(session, reason)));
			return Mono.when(out.onErrorComplete(), session.receive().then().onErrorComplete());
		});
	}

}
