package dev.realtime.webflux;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * Runs a handler on a session of a server that has no subscriber of its own.
 */
final class SessionRun {

	private SessionRun() {
	}

	/**
	 * Start the handler, and see to it that the session is closed after it.
	 * @param handler the handler
	 * @param session the session
	 * @return what runs
	 */
	static Disposable start(WebSocketHandler handler, WebSocketSession session) {
		return handler.handle(session)
			.onErrorComplete()
			.then(Mono.defer(() -> session.isOpen() ? session.close(CloseStatus.SERVER_ERROR) : Mono.empty()))
			.subscribe((ignored) -> {
			}, (error) -> {
				// It could not be closed: it is gone.
			});
	}

}
