package dev.realtime.webflux;

import dev.realtime.CloseReason;
import dev.realtime.message.MessageHandlers;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.CloseableDataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Brings what a session receives to the stream's {@link WebSocketReceiver}, one message
 * at a time.
 */
final class WebSocketInbound extends BaseSubscriber<WebSocketMessage> {

	private final StreamConnection<WebSocketMessage> stream;

	private final WebSocketReceiver receiver;

	private final Sinks.Empty<Void> ended = Sinks.empty();

	private volatile boolean draining;

	WebSocketInbound(StreamConnection<WebSocketMessage> stream, MessageHandlers handlers) {
		this.stream = stream;
		this.receiver = new WebSocketReceiver(stream, handlers, () -> request(1), stream::flush);
	}

	/**
	 * Take what is received.
	 * @param messages what is received, to be subscribed once
	 * @return completes at its end
	 */
	Mono<Void> take(Flux<WebSocketMessage> messages) {
		return Mono.defer(() -> {
			messages.subscribe(this);
			return this.ended.asMono();
		});
	}

	/**
	 * The stream is over. What was received, but not asked for, would wait for ever, and
	 * the end of it behind it.
	 */
	void drain() {
		this.draining = true;
		requestUnbounded();
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		if (this.draining) {
			requestUnbounded();
		}
		this.receiver.begin();
	}

	@Override
	protected void hookOnNext(WebSocketMessage message) {
		WebSocketMessage.Type type = message.getType();
		CloseReason violation = Violations.of(message);
		String text = (type == WebSocketMessage.Type.TEXT) ? message.getPayloadAsText() : null;
		if (message.getPayload() instanceof CloseableDataBuffer held) {
			// Other buffers are the server's to release.
			held.close();
		}
		if (!this.draining) {
			this.stream.thread().run(() -> this.receiver.receive(type, violation, text));
		}
	}

	@Override
	protected void hookOnError(Throwable error) {
		// The client is gone; how is not our concern.
	}

	@Override
	protected void hookFinally(SignalType signal) {
		this.stream.thread().run(this.receiver::stop);
		this.stream.end();
		this.ended.tryEmitEmpty();
	}

}
