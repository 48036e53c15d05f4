package dev.realtime.webflux;

import dev.realtime.CloseReason;
import dev.realtime.message.MessageHandlers;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.SignalType;

import org.springframework.core.io.buffer.CloseableDataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Brings what a session receives to the stream's {@link WebSocketReceiver}, one message
 * at a time.
 */
final class WebSocketInbound extends BaseSubscriber<WebSocketMessage> {

	private final StreamConnection<WebSocketMessage> stream;

	private final WebSocketReceiver receiver;

	private final MonoSink<Void> ended;

	WebSocketInbound(StreamConnection<WebSocketMessage> stream, MessageHandlers handlers, MonoSink<Void> ended) {
		this.stream = stream;
		this.receiver = new WebSocketReceiver(stream, handlers, () -> request(1));
		this.ended = ended;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		this.receiver.begin();
	}

	@Override
	protected void hookOnNext(WebSocketMessage message) {
		CloseReason violation = Violations.of(message);
		String text = (message.getType() == WebSocketMessage.Type.TEXT) ? message.getPayloadAsText() : null;
		if (message.getPayload() instanceof CloseableDataBuffer held) {
			// Other buffers are the server's to release.
			held.close();
		}
		this.stream.thread().run(() -> this.receiver.receive(violation, text));
	}

	@Override
	protected void hookOnError(Throwable error) {
		// The client is gone; how is not our concern.
	}

	@Override
	protected void hookFinally(SignalType signal) {
		this.stream.thread().run(this.receiver::stop);
		this.stream.end();
		this.ended.success();
	}

}
