package dev.realtime.webflux;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.CloseReason;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;

/**
 * A session on a server that calls back for each frame, and waits to be told to read on.
 * It counts the fragments of a message and hands on what breaks the protocol as a
 * {@link Violations violation}. One frame is written at a time.
 * <p>
 * The server is told so before it returns from its call, and a few messages are read
 * ahead: Tomcat may not see that another thread tells it just when it is about to stop,
 * and what it has in its buffer would wait for the client's next bytes.
 *
 * @param <S> the server's own session
 */
abstract class PushedSession<S> extends AbstractWebSocketSession<S> implements WebSocketSession {

	/** So much may wait to be taken before the server has to stop. */
	private static final int MAX_WAITING = 64 * 1024;

	/** What a message costs beside its bytes, about. */
	private static final int MESSAGE_COST = 512;

	private final EdgeSettings.WebSocket settings;

	private final int maxPieces;

	private final StringBuilder parts = new StringBuilder(0);

	private final AtomicBoolean reading = new AtomicBoolean();

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicBoolean pong = new AtomicBoolean();

	private volatile @Nullable FluxSink<WebSocketMessage> sink;

	private int pieces;

	private long begun;

	/**
	 * Create a session.
	 * @param session the server's own session
	 * @param id its id
	 * @param info the handshake
	 * @param buffers makes buffers
	 * @param settings the limits
	 * @param splits how many more pieces the server may make of a message than it has
	 * fragments
	 */
	PushedSession(S session, String id, HandshakeInfo info, DataBufferFactory buffers, EdgeSettings.WebSocket settings,
			int splits) {
		super(session, id, info, buffers);
		this.settings = settings;
		this.maxPieces = settings.maxFragments() + splits;
	}

	/**
	 * Let the server read one more frame.
	 */
	abstract void readOn();

	/**
	 * Write one message.
	 * @param message the message
	 * @return completes when it was written
	 */
	abstract Mono<Void> write(WebSocketMessage message);

	@Override
	public Mono<Void> send(Publisher<WebSocketMessage> messages) {
		return Flux.from(messages).flatMap(this::write, 1).then();
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return Flux.<WebSocketMessage>create((created) -> {
			this.sink = created;
			created.onRequest((n) -> {
				this.pong.set(false);
				readOnIfStopped();
			});
		}).doOnNext((taken) -> {
			this.waiting.addAndGet(-cost(taken));
			readOnIfStopped();
		});
	}

	private void readOnIfStopped() {
		if (this.waiting.get() == 0 && this.reading.compareAndSet(false, true)) {
			readOn();
		}
	}

	private static int cost(WebSocketMessage message) {
		return MESSAGE_COST + message.getPayload().readableByteCount();
	}

	final void receivedText(String text, boolean last) {
		if (this.pieces++ == 0) {
			this.begun = System.nanoTime();
		}
		if (this.parts.length() + text.length() > this.settings.maxMessageSize()) {
			violate(CloseReason.TOO_BIG);
		}
		else if (this.pieces > this.maxPieces || isOverdue()) {
			violate(CloseReason.PROTOCOL_ERROR);
		}
		else if (last) {
			byte[] message = this.parts.append(text).toString().getBytes(StandardCharsets.UTF_8);
			forget();
			if (message.length > this.settings.maxMessageSize()) {
				violate(CloseReason.TOO_BIG);
			}
			else {
				emit(new WebSocketMessage(WebSocketMessage.Type.TEXT, bufferFactory().wrap(message)));
			}
		}
		else {
			this.parts.append(text);
			readOn();
		}
	}

	final void receivedBinary() {
		violate(CloseReason.NOT_TEXT);
	}

	final void receivedPong() {
		if (isOverdue()) {
			violate(CloseReason.PROTOCOL_ERROR);
			return;
		}
		emit(new WebSocketMessage(WebSocketMessage.Type.PONG, bufferFactory().wrap(new byte[0])));
	}

	/**
	 * A pong came, and the server reads on by itself. Others that come before this one
	 * was taken add nothing to it.
	 */
	final void receivedPongInPassing() {
		FluxSink<WebSocketMessage> current = this.sink;
		if (current != null && this.pong.compareAndSet(false, true)) {
			next(current, new WebSocketMessage(WebSocketMessage.Type.PONG, bufferFactory().wrap(new byte[0])));
		}
	}

	/** Who answers pings may otherwise keep half a message here for ever. */
	final boolean isOverdue() {
		return this.pieces > 0 && System.nanoTime() - this.begun > this.settings.timeout().toNanos();
	}

	final void closed() {
		FluxSink<WebSocketMessage> current = this.sink;
		if (current != null) {
			current.complete();
		}
	}

	private void violate(CloseReason reason) {
		forget();
		emit(Violations.message(bufferFactory(), reason));
	}

	private void forget() {
		this.parts.setLength(0);
		this.parts.trimToSize();
		this.pieces = 0;
	}

	private void emit(WebSocketMessage message) {
		FluxSink<WebSocketMessage> current = this.sink;
		if (current == null) {
			return;
		}
		next(current, message);
		if (this.waiting.get() < MAX_WAITING) {
			readOn();
			return;
		}
		this.reading.set(false);
		// All may have been taken meanwhile, by somebody who saw that it reads.
		readOnIfStopped();
	}

	private void next(FluxSink<WebSocketMessage> current, WebSocketMessage message) {
		this.waiting.addAndGet(cost(message));
		current.next(message);
	}

}
