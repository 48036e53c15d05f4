package dev.realtime.webflux;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.realtime.CloseReason;
import dev.realtime.codec.ControlFrames;
import dev.realtime.codec.WireFormat;
import dev.realtime.connection.RefusedException;
import dev.realtime.connection.Subscribed;
import dev.realtime.hub.SubscribeListener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What a stream needs until its client knows that it is open, and not for as long as it
 * lives.
 */
final class Beginning {

	private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();

	private final long heartbeatMillis;

	private final long retryMillis;

	/**
	 * Create a beginning.
	 * @param wire what the client is told of silence and reconnection
	 */
	Beginning(StreamWire<?> wire) {
		this.heartbeatMillis = wire.heartbeat().toMillis();
		this.retryMillis = wire.retryMillis();
	}

	/**
	 * The ready frame.
	 * @param connection the connection's id
	 * @param format the form of the frame
	 * @param admission what the client asked for
	 * @param answer what the hub answered
	 * @return the bytes
	 */
	byte[] frame(String connection, WireFormat format, Admission admission, Subscribed answer) {
		Map<String, Object> payload = new LinkedHashMap<>();
		payload.put("connection", connection);
		payload.put("topics", admission.statuses(answer.topics()));
		payload.put("heartbeat", this.heartbeatMillis);
		return ControlFrames.ready(format, answer.cursor(), payload, this.retryMillis);
	}

	/**
	 * What waits for the hub's answer.
	 * @param stream the stream
	 * @param admission what the client asked for
	 * @return the listener
	 */
	SubscribeListener listener(StreamConnection<?> stream, Admission admission) {
		return new SubscribeListener() {

			@Override
			public void subscribed(Subscribed answer) {
				stream.ready(Beginning.this, admission, answer);
			}

			@Override
			public void failed(Throwable error) {
				stream.close(CloseReason.UNAVAILABLE, -1);
			}

		};
	}

	Mono<Void> ready() {
		return Refusal.or(this.ready).then();
	}

	void whenReady(Runnable task) {
		this.ready.thenRun(task);
	}

	void succeed() {
		this.ready.complete(null);
	}

	void fail(CloseReason reason) {
		this.ready.completeExceptionally(new RefusedException(reason, reason.text()));
	}

}
