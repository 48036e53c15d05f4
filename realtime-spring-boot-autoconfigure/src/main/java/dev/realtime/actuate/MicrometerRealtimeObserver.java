package dev.realtime.actuate;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeObserver;
import dev.realtime.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times with Micrometer what happens inside. Each meter is resolved once.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class MicrometerRealtimeObserver implements RealtimeObserver {

	private final MeterRegistry registry;

	private final Map<Transport, TransportMeters> transports = new EnumMap<>(Transport.class);

	private final Map<String, Timer> polls = new ConcurrentHashMap<>();

	private final CounterFamily rejected;

	private final CounterFamily published;

	private final CounterFamily unpublished;

	private final CounterFamily dropped;

	private final CounterFamily messages;

	private final CounterFamily repairs;

	private final Counter epochs;

	private final Counter heartbeatsMissed;

	private final Timer pings;

	private final Timer receipts;

	private final Timer latency;

	private final Timer age;

	private final Timer broadcastDuration;

	private final DistributionSummary fanout;

	private final Timer messageDuration;

	private final DistributionSummary reads;

	/**
	 * Create an observer.
	 * @param registry where the meters go
	 */
	public MicrometerRealtimeObserver(MeterRegistry registry) {
		this.registry = registry;
		for (Transport transport : Transport.values()) {
			this.transports.put(transport, new TransportMeters(registry, transport));
		}
		RealtimeMeters.POLLS.keys().get(0).values().forEach(this::poll);
		this.rejected = new CounterFamily(RealtimeMeters.CONNECTIONS_REJECTED, registry);
		this.published = new CounterFamily(RealtimeMeters.EVENTS_PUBLISHED, registry);
		this.unpublished = new CounterFamily(RealtimeMeters.EVENTS_UNPUBLISHED, registry);
		this.dropped = new CounterFamily(RealtimeMeters.EVENTS_DROPPED, registry);
		this.messages = new CounterFamily(RealtimeMeters.MESSAGES_RECEIVED, registry);
		this.repairs = new CounterFamily(RealtimeMeters.BUS_REPAIRS, registry);
		this.epochs = RealtimeMeters.BUS_EPOCHS.counter(registry);
		this.heartbeatsMissed = RealtimeMeters.HEARTBEATS_MISSED.counter(registry);
		this.pings = RealtimeMeters.CONNECTIONS_PING.timer(registry);
		this.receipts = RealtimeMeters.EVENTS_RECEIPT.timer(registry);
		this.latency = RealtimeMeters.EVENTS_LATENCY.timer(registry);
		this.age = RealtimeMeters.EVENTS_AGE.timer(registry);
		this.broadcastDuration = RealtimeMeters.BROADCAST_DURATION.timer(registry);
		this.fanout = RealtimeMeters.BROADCAST_FANOUT.summary(registry);
		this.messageDuration = RealtimeMeters.MESSAGES_DURATION.timer(registry);
		this.reads = RealtimeMeters.BUS_READS.summary(registry);
	}

	@Override
	public void connectionOpened(Transport transport, boolean resumed) {
		meters(transport).opened(resumed);
	}

	@Override
	public void connectionClosed(Transport transport, CloseReason reason, Duration lifetime) {
		meters(transport).closed(reason, lifetime);
	}

	@Override
	public void connectionRejected(CloseReason reason) {
		this.rejected.add(reason.word(), 1);
	}

	@Override
	public void pollAnswered(String outcome, Duration duration) {
		poll(outcome).record(duration);
	}

	private Timer poll(String outcome) {
		return this.polls.computeIfAbsent(outcome, (key) -> RealtimeMeters.POLLS.timer(this.registry, key));
	}

	@Override
	public void eventPublished(String outcome) {
		this.published.add(outcome, 1);
	}

	@Override
	public void receiptGiven(long duration) {
		this.receipts.record(duration, TimeUnit.NANOSECONDS);
	}

	@Override
	public void eventUnpublished(String reason) {
		this.unpublished.add(reason, 1);
	}

	@Override
	public void eventsDelivered(Transport transport, int count) {
		meters(transport).delivered(count);
	}

	@Override
	public void eventsDropped(String reason, int count) {
		this.dropped.add(reason, count);
	}

	@Override
	public void broadcast(int events, int deliveries, long sinceReceived, long sincePublished, long duration) {
		this.fanout.record((double) deliveries / events);
		this.latency.record(sinceReceived, TimeUnit.NANOSECONDS);
		this.age.record(sincePublished, TimeUnit.MILLISECONDS);
		this.broadcastDuration.record(duration, TimeUnit.NANOSECONDS);
	}

	@Override
	public void replayed(Transport transport, String verdict, long events, Duration duration) {
		meters(transport).replayed(verdict, events, duration);
	}

	@Override
	public void messageReceived(String outcome) {
		this.messages.add(outcome, 1);
	}

	@Override
	public void messageHandled(long duration) {
		this.messageDuration.record(duration, TimeUnit.NANOSECONDS);
	}

	@Override
	public void pingAnswered(long duration) {
		this.pings.record(duration, TimeUnit.NANOSECONDS);
	}

	@Override
	public void heartbeatMissed() {
		this.heartbeatsMissed.increment();
	}

	@Override
	public void busRead(int reads) {
		this.reads.record(reads);
	}

	@Override
	public void busRepaired(String outcome) {
		this.repairs.add(outcome, 1);
	}

	@Override
	public void busEpochBegan() {
		this.epochs.increment();
	}

	private TransportMeters meters(Transport transport) {
		return Objects.requireNonNull(this.transports.get(transport));
	}

}
