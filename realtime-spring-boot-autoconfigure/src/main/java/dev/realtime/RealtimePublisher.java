package dev.realtime;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.lang.CheckReturnValue;

/**
 * Publishes events to every browser that may see them, on all nodes. Inject it. The
 * {@code publish} methods are for reactive code and do nothing until subscribed; the
 * {@code send} methods are for imperative code and start at once. Thread-safe, never
 * blocks. Whoever is called when the receipt is there must not block either: it may be a
 * thread that others' receipts, and events, wait for.
 * <p>
 * The receipt is the event's position in the log: once it is there, every client that is
 * connected, or comes back within the replay window, is given the event or told of a gap.
 * An ephemeral event has no receipt: the {@code Mono} completes empty, the future with
 * {@code null}.
 *
 * @since 0.1.0
 */
public interface RealtimePublisher {

	/**
	 * Publish an event. Cold: every subscription encodes and publishes anew.
	 * @param event the event
	 * @return the receipt; fails with {@link InvalidPayloadException} or
	 * {@link EventTooLargeException} before anything was published
	 */
	@CheckReturnValue
	Mono<Position> publish(RealtimeEvent event);

	/**
	 * Publish an object under a topic. Cold: every subscription encodes and publishes
	 * anew.
	 * @param topic the topic
	 * @param type the kind of event
	 * @param data what to encode to JSON, {@code null} included
	 * @return the receipt; fails as {@link #publish(RealtimeEvent)} does, and with
	 * {@link InvalidTopicException} or {@link InvalidTypeException}
	 */
	@CheckReturnValue
	default Mono<Position> publish(String topic, String type, @Nullable Object data) {
		return Mono.defer(() -> publish(RealtimeEvent.builder().topic(topic).type(type).data(data).build()));
	}

	/**
	 * Publish an object to a user's own topic. Cold: every subscription encodes and
	 * publishes anew.
	 * @param user the user's name, not encoded
	 * @param type the kind of event
	 * @param data what to encode to JSON, {@code null} included
	 * @return the receipt; fails as {@link #publish(String, String, Object)} does
	 */
	@CheckReturnValue
	default Mono<Position> publishToUser(String user, String type, @Nullable Object data) {
		return Mono.defer(() -> publish(RealtimeEvent.builder().user(user).type(type).data(data).build()));
	}

	/**
	 * Publish an event now. It is encoded on the caller's thread, so the data may change
	 * afterwards. The future may be ignored: failures are logged, at most once a second,
	 * and counted. At most 10,000 events may be in flight.
	 * @param event the event
	 * @return the receipt; fails as {@link #publish(RealtimeEvent)} does, and with
	 * {@link PublishRejectedException} when too many are in flight. Cancelling it has no
	 * effect on the event
	 */
	CompletableFuture<@Nullable Position> send(RealtimeEvent event);

	/**
	 * Publish an object under a topic now.
	 * @param topic the topic
	 * @param type the kind of event
	 * @param data what to encode to JSON, {@code null} included
	 * @return as {@link #send(RealtimeEvent)}
	 * @throws InvalidTopicException if the topic is invalid
	 * @throws InvalidTypeException if the type is invalid or reserved
	 */
	default CompletableFuture<@Nullable Position> send(String topic, String type, @Nullable Object data) {
		return send(RealtimeEvent.builder().topic(topic).type(type).data(data).build());
	}

	/**
	 * Publish an object to a user's own topic now.
	 * @param user the user's name, not encoded
	 * @param type the kind of event
	 * @param data what to encode to JSON, {@code null} included
	 * @return as {@link #send(RealtimeEvent)}
	 * @throws InvalidTopicException if the name is blank or too long
	 * @throws InvalidTypeException if the type is invalid or reserved
	 */
	default CompletableFuture<@Nullable Position> sendToUser(String user, String type, @Nullable Object data) {
		return send(RealtimeEvent.builder().user(user).type(type).data(data).build());
	}

}
