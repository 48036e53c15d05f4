package dev.realtime.webflux;

import dev.realtime.CloseReason;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * How a session tells that the client broke the protocol, among its messages: as an empty
 * binary message, which is a violation anyway, with the reason as its native message.
 */
final class Violations {

	private Violations() {
	}

	static WebSocketMessage message(DataBufferFactory buffers, CloseReason reason) {
		return new WebSocketMessage(WebSocketMessage.Type.BINARY, buffers.wrap(new byte[0]), reason);
	}

	/**
	 * Why a message breaks the protocol.
	 * @param message what was received
	 * @return the reason, or {@code null} if it does not
	 */
	static @Nullable CloseReason of(WebSocketMessage message) {
		if (message.getType() != WebSocketMessage.Type.BINARY) {
			return null;
		}
		Object cause = message.getNativeMessage();
		return (cause instanceof CloseReason reason) ? reason : CloseReason.NOT_TEXT;
	}

}
