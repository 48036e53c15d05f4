package dev.realtime.actuate;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
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

	private final Map<CloseReason, Counter> rejected = new ConcurrentHashMap<>();

	private final Map<String, Timer> polls = new ConcurrentHashMap<>();

	private final Map<String, Counter> published = new ConcurrentHashMap<>();

	private final Map<String, Counter> dropped = new ConcurrentHashMap<>();

	private final Map<String, Counter> verdicts = new ConcurrentHashMap<>();

	private final Map<String, Counter> messages = new ConcurrentHashMap<>();

	private final Map<String, Counter> repairs = new ConcurrentHashMap<>();

	private final Counter epochs;

	private final Timer latency;

	private final Timer broadcastDuration;

	private final DistributionSummary fanout;

	private final Timer replayDuration;

	private final DistributionSummary replayEvents;

	/**
	 * Create an observer.
	 * @param registry where the meters go
	 */
	public MicrometerRealtimeObserver(MeterRegistry registry) {
		this.registry = registry;
		for (Transport transport : Transport.values()) {
			this.transports.put(transport, new TransportMeters(registry, transport));
		}
		// There from the start, so that a first failure is seen as an increase.
		for (String outcome : List.of("ok", "rejected", "failed")) {
			count(RealtimeMeter.EVENTS_PUBLISHED, this.published, outcome, 0);
		}
		for (String outcome : List.of("reconnected", "epoch")) {
			count(RealtimeMeter.BUS_REPAIRS, this.repairs, outcome, 0);
		}
		this.epochs = RealtimeMeter.BUS_EPOCHS.counter(registry);
		this.latency = RealtimeMeter.EVENTS_LATENCY.timer()
			.publishPercentiles(0.5, 0.95, 0.99)
			.publishPercentileHistogram()
			.minimumExpectedValue(Duration.ofNanos(100_000))
			.maximumExpectedValue(Duration.ofSeconds(10))
			.register(registry);
		this.broadcastDuration = RealtimeMeter.BROADCAST_DURATION.timer(registry);
		this.fanout = RealtimeMeter.BROADCAST_FANOUT.summary(registry);
		this.replayDuration = RealtimeMeter.REPLAY_DURATION.timer(registry);
		this.replayEvents = RealtimeMeter.REPLAY_EVENTS.summary(registry);
	}

	@Override
	public void connectionOpened(Transport transport, boolean resumed) {
		meters(transport).opened(resumed);
	}

	@Override
	public void connectionClosed(Transport transport, CloseReason reason, Duration lifetime) {
		meters(transport).closed(reason);
	}

	@Override
	public void connectionRejected(CloseReason reason) {
		this.rejected
			.computeIfAbsent(reason, (key) -> RealtimeMeter.CONNECTIONS_REJECTED.counter(this.registry, key.word()))
			.increment();
	}

	@Override
	public void pollAnswered(String outcome, Duration duration) {
		this.polls.computeIfAbsent(outcome, (key) -> RealtimeMeter.POLLS.timer(this.registry, key)).record(duration);
	}

	@Override
	public void eventPublished(String outcome) {
		count(RealtimeMeter.EVENTS_PUBLISHED, this.published, outcome, 1);
	}

	@Override
	public void eventsDelivered(Transport transport, int count) {
		meters(transport).delivered(count);
	}

	@Override
	public void eventsDropped(String reason, int count) {
		count(RealtimeMeter.EVENTS_DROPPED, this.dropped, reason, count);
	}

	@Override
	public void eventBroadcast(int fanout, long sincePublished, long duration) {
		this.fanout.record(fanout);
		this.latency.record(sincePublished, TimeUnit.NANOSECONDS);
		this.broadcastDuration.record(duration, TimeUnit.NANOSECONDS);
	}

	@Override
	public void replayed(String verdict, long events, Duration duration) {
		count(RealtimeMeter.REPLAY_VERDICTS, this.verdicts, verdict, 1);
		this.replayEvents.record((double) events);
		this.replayDuration.record(duration);
	}

	@Override
	public void messageReceived(String outcome) {
		count(RealtimeMeter.MESSAGES_RECEIVED, this.messages, outcome, 1);
	}

	@Override
	public void busRepaired(String outcome) {
		count(RealtimeMeter.BUS_REPAIRS, this.repairs, outcome, 1);
	}

	@Override
	public void busEpochBegan() {
		this.epochs.increment();
	}

	private TransportMeters meters(Transport transport) {
		return Objects.requireNonNull(this.transports.get(transport));
	}

	private void count(RealtimeMeter meter, Map<String, Counter> counters, String value, int count) {
		counters.computeIfAbsent(value, (key) -> meter.counter(this.registry, key)).increment(count);
	}

}
