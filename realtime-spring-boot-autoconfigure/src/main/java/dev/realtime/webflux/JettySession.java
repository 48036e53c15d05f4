package dev.realtime.webflux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.util.ObjectUtils;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A session on Jetty.
 */
final class JettySession extends PushedSession<Session> {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	JettySession(Session session, HandshakeInfo info, DataBufferFactory buffers, EdgeSettings.WebSocket settings) {
		super(session, ObjectUtils.getIdentityHexString(session), info, buffers, settings, 0);
		session.setMaxTextMessageSize(settings.maxMessageSize());
		session.setMaxFrameSize(settings.maxMessageSize());
		// Or it would make fragments of what arrives, and they could not be counted.
		session.setAutoFragment(false);
		// The hub looks after silence.
		session.setIdleTimeout(Duration.ZERO);
	}

	@Override
	void readOn() {
		getDelegate().demand();
	}

	@Override
	Mono<Void> write(WebSocketMessage message) {
		Callback.Completable written = new Callback.Completable();
		if (message.getType() == WebSocketMessage.Type.PING) {
			ByteBuffer payload = ByteBuffer.allocate(message.getPayload().readableByteCount());
			message.getPayload().toByteBuffer(payload);
			getDelegate().sendPing(payload.rewind(), written);
		}
		else {
			getDelegate().sendText(message.getPayload().toString(StandardCharsets.UTF_8), written);
		}
		return Mono.fromFuture(written);
	}

	@Override
	public boolean isOpen() {
		return getDelegate().isOpen();
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		return Mono.defer(() -> {
			Callback.Completable closed = new Callback.Completable();
			getDelegate().close(status.getCode(), status.getReason(), closed);
			return Mono.fromFuture(closed);
		}).timeout(CLOSE_TIMEOUT, Mono.fromRunnable(getDelegate()::disconnect));
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return Mono.empty();
	}

}
