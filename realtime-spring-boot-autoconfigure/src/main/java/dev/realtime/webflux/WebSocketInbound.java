package dev.realtime.webflux;

import java.util.Collection;

import dev.realtime.CloseReason;
import dev.realtime.hub.HubConnection;
import dev.realtime.message.MessageHandlers;
import dev.realtime.message.MessageOutput;
import dev.realtime.message.WebSocketMessages;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.SignalType;

import org.springframework.core.io.buffer.CloseableDataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * What a WebSocket client sends. Nothing is read before the client was told that it is
 * ready, nor while too many of its messages wait for their answer. What comes after the
 * close is read and dropped, so that the client's own close is seen.
 */
final class WebSocketInbound extends BaseSubscriber<WebSocketMessage> implements MessageOutput {

	private final StreamConnection<WebSocketMessage> stream;

	private final MessageHandlers handlers;

	private final MonoSink<Void> ended;

	private @Nullable WebSocketMessages messages;

	WebSocketInbound(StreamConnection<WebSocketMessage> stream, MessageHandlers handlers, MonoSink<Void> ended) {
		this.stream = stream;
		this.handlers = handlers;
		this.ended = ended;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		this.stream.onReady(() -> {
			HubConnection hub = this.stream.hub();
			if (hub != null) {
				this.messages = new WebSocketMessages(this.handlers, hub, this.stream.lane(), this.stream.info().user(),
						this);
			}
			request(1);
		});
	}

	@Override
	protected void hookOnNext(WebSocketMessage message) {
		CloseReason violation = Violations.of(message);
		String text = (message.getType() == WebSocketMessage.Type.TEXT) ? message.getPayloadAsText() : null;
		if (message.getPayload() instanceof CloseableDataBuffer held) {
			// Other buffers are the server's to release.
			held.close();
		}
		this.stream.thread().run(() -> receive(violation, text));
	}

	private void receive(@Nullable CloseReason violation, @Nullable String text) {
		if (violation != null) {
			close(violation);
		}
		boolean more = true;
		HubConnection hub = this.stream.hub();
		WebSocketMessages current = this.messages;
		if (this.stream.closing() == null && hub != null && current != null) {
			hub.received();
			more = text == null || current.receive(text);
		}
		if (more) {
			request(1);
		}
	}

	@Override
	public void reply(byte[] frame) {
		this.stream.reply(frame);
	}

	@Override
	public void subscribed(Collection<String> topics) {
		this.stream.subscribed(topics);
	}

	@Override
	public void ready() {
		request(1);
	}

	@Override
	public void close(CloseReason reason) {
		this.stream.close(reason, -1);
		request(1);
	}

	@Override
	protected void hookOnError(Throwable error) {
		// The client is gone; how is not our concern.
	}

	@Override
	protected void hookFinally(SignalType signal) {
		this.stream.thread().run(() -> {
			if (this.messages != null) {
				this.messages.stop();
			}
		});
		this.stream.end();
		this.ended.success();
	}

}
