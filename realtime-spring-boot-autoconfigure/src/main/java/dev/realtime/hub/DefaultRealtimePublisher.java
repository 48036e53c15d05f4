package dev.realtime.hub;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import dev.realtime.EventTooLargeException;
import dev.realtime.Position;
import dev.realtime.PublishRejectedException;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimePublisher;
import dev.realtime.RealtimeTopics;
import dev.realtime.TraceContext;
import dev.realtime.bus.Publication;
import dev.realtime.bus.RealtimeBus;
import dev.realtime.bus.Retention;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Checks and encodes events and hands them to the bus. Thread-safe.
 */
public final class DefaultRealtimePublisher implements RealtimePublisher {

	private final RealtimeBus bus;

	private final PayloadEncoder encoder;

	private final Function<String, Retention> retention;

	private final PublisherSettings settings;

	private final RealtimeObserver observer;

	private final Tracing tracing;

	private final Tracing.Publishing publishing = this::publishNow;

	private final Clock clock;

	private final Semaphore inFlight;

	private final FailureLog failures;

	/**
	 * Create a publisher.
	 * @param bus where events go
	 * @param encoder what makes or checks their JSON
	 * @param retention how long a topic's events are kept
	 * @param settings the limits
	 * @param observer hears what became of each event
	 * @param tracing follows each event
	 * @param clock the timestamp of events that have none
	 */
	public DefaultRealtimePublisher(RealtimeBus bus, PayloadEncoder encoder, Function<String, Retention> retention,
			PublisherSettings settings, RealtimeObserver observer, Tracing tracing, Clock clock) {
		this.bus = bus;
		this.encoder = encoder;
		this.retention = retention;
		this.settings = settings;
		this.observer = observer;
		this.tracing = tracing;
		this.clock = clock;
		this.inFlight = new Semaphore(settings.maxInFlight());
		this.failures = new FailureLog(clock);
	}

	@Override
	public Mono<Position> publish(RealtimeEvent event) {
		return Mono.defer(() -> this.tracing.publish(event, this.publishing));
	}

	private Mono<Position> publishNow(RealtimeEvent event, TraceContext trace) {
		long begun = System.nanoTime();
		Publication publication;
		try {
			publication = toPublication(event, trace);
		}
		catch (RuntimeException ex) {
			failed("rejected", ex);
			throw ex;
		}
		// What is cancelled may have been answered before.
		AtomicBoolean known = new AtomicBoolean();
		return Mono.defer(() -> this.bus.publish(publication)).doOnSuccess((position) -> {
			if (known.compareAndSet(false, true)) {
				this.observer.eventPublished("ok");
				this.observer.receiptGiven(System.nanoTime() - begun);
			}
		}).doOnError((error) -> {
			if (known.compareAndSet(false, true)) {
				failed((error instanceof PublishRejectedException) ? "rejected" : "failed", error);
			}
		}).doOnCancel(() -> {
			if (known.compareAndSet(false, true)) {
				failed("failed", UnpublishedReason.UNKNOWN);
			}
		});
	}

	private void failed(String outcome, Throwable error) {
		failed(outcome, UnpublishedReason.of(error));
	}

	private void failed(String outcome, String reason) {
		this.observer.eventPublished(outcome);
		this.observer.eventUnpublished(reason);
	}

	@Override
	public CompletableFuture<@Nullable Position> send(RealtimeEvent event) {
		CompletableFuture<@Nullable Position> receipt = new CompletableFuture<>();
		if (!this.inFlight.tryAcquire()) {
			PublishRejectedException rejection = new PublishRejectedException(this.settings.maxInFlight());
			failed("rejected", rejection);
			complete(receipt, event, null, rejection);
			return receipt;
		}
		CompletableFuture<Position> publishing;
		try {
			publishing = publish(event).toFuture();
		}
		catch (Throwable fatal) {
			this.inFlight.release();
			throw fatal;
		}
		// The caller gets a future of its own: cancelling it must not reach the event.
		publishing.whenComplete((position, error) -> {
			this.inFlight.release();
			complete(receipt, event, position, error);
		});
		return receipt;
	}

	@Override
	public Mono<Position> publishToUser(String user, String type, @Nullable Object data) {
		return Mono.defer(() -> this.tracing.publish(userEvent(user, type, data), this.publishing));
	}

	@Override
	public CompletableFuture<@Nullable Position> sendToUser(String user, String type, @Nullable Object data) {
		return send(userEvent(user, type, data));
	}

	private RealtimeEvent userEvent(String user, String type, @Nullable Object data) {
		// Refuses names that cannot be.
		RealtimeTopics.user(user);
		String topic = this.settings.userTopic().replace("{user}", RealtimeTopics.encode(user));
		return RealtimeEvent.builder().topic(topic).type(type).data(data).build();
	}

	private void complete(CompletableFuture<@Nullable Position> receipt, RealtimeEvent event,
			@Nullable Position position, @Nullable Throwable error) {
		if (error == null) {
			receipt.complete(position);
			return;
		}
		this.failures.notPublished(event, error);
		receipt.completeExceptionally(error);
	}

	private Publication toPublication(RealtimeEvent event, TraceContext trace) {
		Instant timestamp = event.timestamp();
		return new Publication(event.topic(), event.type(), payload(event),
				(timestamp != null) ? timestamp.toEpochMilli() : this.clock.millis(), event.messageId(),
				event.idempotencyKey(), event.ephemeral(), this.retention.apply(event.topic()), trace);
	}

	private byte[] payload(RealtimeEvent event) {
		byte[] json = event.json();
		if (json != null) {
			checkSize(event, json);
			this.encoder.check(json);
			return json;
		}
		byte[] encoded = this.encoder.encode(event.data());
		checkSize(event, encoded);
		return encoded;
	}

	private void checkSize(RealtimeEvent event, byte[] payload) {
		if (payload.length > this.settings.maxEventSize()) {
			throw new EventTooLargeException(event.topic(), payload.length, this.settings.maxEventSize());
		}
	}

}
