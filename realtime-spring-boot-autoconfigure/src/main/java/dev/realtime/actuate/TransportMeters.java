package dev.realtime.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one transport.
 */
final class TransportMeters {

	private final AtomicInteger active = new AtomicInteger();

	private final Counter fresh;

	private final Counter resumed;

	private final Counter delivered;

	private final Timer lifetime;

	private final CounterFamily verdicts;

	private final Timer replayDuration;

	private final DistributionSummary replayEvents;

	private final Map<CloseReason, Counter> closed = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	private final String transport;

	TransportMeters(MeterRegistry registry, Transport transport) {
		this.registry = registry;
		this.transport = MeterKey.word(transport);
		this.fresh = RealtimeMeters.CONNECTIONS_OPENED.counter(registry, this.transport, "false");
		this.resumed = RealtimeMeters.CONNECTIONS_OPENED.counter(registry, this.transport, "true");
		this.delivered = RealtimeMeters.EVENTS_DELIVERED.counter(registry, this.transport);
		this.lifetime = RealtimeMeters.CONNECTIONS_LIFETIME.timer(registry, this.transport);
		this.verdicts = new CounterFamily(RealtimeMeters.REPLAY_VERDICTS, registry, this.transport);
		this.replayDuration = RealtimeMeters.REPLAY_DURATION.timer(registry, this.transport);
		this.replayEvents = RealtimeMeters.REPLAY_EVENTS.summary(registry, this.transport);
		RealtimeMeters.CONNECTIONS_ACTIVE.gauge(registry, this.active::get, this.transport);
	}

	void opened(boolean resumed) {
		this.active.incrementAndGet();
		(resumed ? this.resumed : this.fresh).increment();
	}

	void closed(CloseReason reason, Duration lived) {
		this.active.decrementAndGet();
		this.lifetime.record(lived);
		// Two reasons may share a word, and so a counter.
		this.closed
			.computeIfAbsent(reason,
					(key) -> RealtimeMeters.CONNECTIONS_CLOSED.counter(this.registry, this.transport, key.word()))
			.increment();
	}

	void delivered(int count) {
		this.delivered.increment(count);
	}

	void replayed(String verdict, long events, Duration duration) {
		this.verdicts.add(verdict, 1);
		this.replayEvents.record((double) events);
		this.replayDuration.record(duration);
	}

}
