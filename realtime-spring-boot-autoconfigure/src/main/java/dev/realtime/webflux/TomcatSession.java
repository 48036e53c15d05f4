package dev.realtime.webflux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsSession;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A session on Tomcat. Pings and the close go out on other threads: the container waits
 * for the socket in them, and a client that does not read would stop a whole lane.
 */
final class TomcatSession extends PushedSession<WsSession> {

	/** What the container makes of a long frame. Larger ones cost memory for good. */
	private static final int PIECE = 8192;

	/** How long the container waits for a client that does not read, or not answer. */
	private static final long PATIENCE_MILLIS = 2000;

	TomcatSession(WsSession session, HandshakeInfo info, DataBufferFactory buffers, EdgeSettings.WebSocket settings) {
		super(session, session.getId(), info, buffers, settings, settings.maxMessageSize() / PIECE + 1);
		session.setMaxTextMessageBufferSize(PIECE);
		// The hub looks after silence.
		session.setMaxIdleTimeout(0);
		session.getUserProperties().put(Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, PATIENCE_MILLIS);
		session.getUserProperties().put(Constants.SESSION_CLOSE_TIMEOUT_PROPERTY, PATIENCE_MILLIS);
		session.addMessageHandler(String.class, (MessageHandler.Partial<String>) (text, last) -> {
			session.suspend();
			receivedText(text, last);
		});
		session.addMessageHandler(ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (bytes, last) -> {
			session.suspend();
			receivedBinary();
		});
		session.addMessageHandler(PongMessage.class, (MessageHandler.Whole<PongMessage>) (pong) -> {
			if (isOverdue()) {
				session.suspend();
				receivedPong();
				return;
			}
			// Not suspended: to be resumed by another thread just when the container
			// gives
			// up its own has what is left in its buffer wait for the client's next bytes.
			receivedPongInPassing();
		});
		session.suspend();
	}

	@Override
	void readOn() {
		getDelegate().resume();
	}

	@Override
	Mono<Void> write(WebSocketMessage message) {
		if (message.getType() == WebSocketMessage.Type.PING) {
			ByteBuffer payload = ByteBuffer.allocate(message.getPayload().readableByteCount());
			message.getPayload().toByteBuffer(payload);
			return Mono.<Void>fromCallable(() -> {
				getDelegate().getBasicRemote().sendPing(payload.rewind());
				return null;
			}).subscribeOn(Schedulers.boundedElastic());
		}
		String text = message.getPayload().toString(StandardCharsets.UTF_8);
		return Mono.create((sink) -> getDelegate().getAsyncRemote().sendText(text, (result) -> {
			if (result.isOK()) {
				sink.success();
			}
			else {
				sink.error(result.getException());
			}
		}));
	}

	@Override
	public boolean isOpen() {
		return getDelegate().isOpen();
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		return Mono.<Void>fromCallable(() -> {
			getDelegate().close(new CloseReason(CloseCodes.getCloseCode(status.getCode()), status.getReason()));
			return null;
		}).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return Mono.empty();
	}

}
