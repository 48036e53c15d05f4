package dev.realtime.test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.realtime.Position;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Publishes to nobody and remembers what it was given, for unit tests of code that
 * publishes. Payloads are neither encoded nor checked. Receipts count up from one; an
 * ephemeral event has none; a second event with the same idempotency key is not recorded
 * and gets the receipt of the first. What {@code publish} returns must be subscribed to,
 * as with the real one. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RecordingRealtimePublisher implements RealtimePublisher {

	private static final String EPOCH = "record";

	private final List<RealtimeEvent> events = new ArrayList<>();

	private final Map<String, Position> receipts = new HashMap<>();

	private long offset;

	@Override
	public Mono<Position> publish(RealtimeEvent event) {
		return Mono.fromSupplier(() -> record(event));
	}

	@Override
	public CompletableFuture<@Nullable Position> send(RealtimeEvent event) {
		return CompletableFuture.completedFuture(record(event));
	}

	private synchronized @Nullable Position record(RealtimeEvent event) {
		String key = event.idempotencyKey();
		Position known = (key != null) ? this.receipts.get(key) : null;
		if (known != null) {
			return known;
		}
		this.events.add(event);
		if (event.ephemeral()) {
			return null;
		}
		Position position = new Position(EPOCH, ++this.offset);
		if (key != null) {
			this.receipts.put(key, position);
		}
		return position;
	}

	/**
	 * What was published.
	 * @return a copy, in order
	 */
	public synchronized List<RealtimeEvent> events() {
		return List.copyOf(this.events);
	}

	/**
	 * What was published under a topic.
	 * @param topic the topic
	 * @return a copy, in order; empty if nothing
	 */
	public synchronized List<RealtimeEvent> events(String topic) {
		return this.events.stream().filter((event) -> event.topic().equals(topic)).toList();
	}

	/**
	 * Forget what was published, idempotency keys included. Receipts go on counting.
	 */
	public synchronized void clear() {
		this.events.clear();
		this.receipts.clear();
	}

}
