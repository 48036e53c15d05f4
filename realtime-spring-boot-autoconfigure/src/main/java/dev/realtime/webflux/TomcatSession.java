package dev.realtime.webflux;

import java.io.IOException;
import java.nio.ByteBuffer;

import jakarta.websocket.Session;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.TomcatWebSocketSession;

/**
 * A session whose pings and close are sent from other threads: the container waits for
 * the socket in them, and a client that does not read would stop a whole lane.
 */
final class TomcatSession extends TomcatWebSocketSession {

	TomcatSession(Session session, HandshakeInfo info, DataBufferFactory buffers) {
		super(session, info, buffers);
	}

	@Override
	protected boolean sendMessage(WebSocketMessage message) throws IOException {
		if (message.getType() != WebSocketMessage.Type.PING) {
			return super.sendMessage(message);
		}
		ByteBuffer payload = ByteBuffer.allocate(message.getPayload().readableByteCount());
		message.getPayload().toByteBuffer(payload);
		getSendProcessor().setReadyToSend(false);
		Schedulers.boundedElastic().schedule(() -> ping(payload.rewind()));
		return true;
	}

	private void ping(ByteBuffer payload) {
		try {
			getDelegate().getAsyncRemote().sendPing(payload);
			getSendProcessor().setReadyToSend(true);
			getSendProcessor().onWritePossible();
		}
		catch (IOException | IllegalStateException ex) {
			getSendProcessor().cancel();
			getSendProcessor().onError(ex);
		}
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		return Mono.defer(() -> super.close(status)).subscribeOn(Schedulers.boundedElastic());
	}

}
