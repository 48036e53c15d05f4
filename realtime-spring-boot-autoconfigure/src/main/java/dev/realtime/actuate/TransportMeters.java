package dev.realtime.actuate;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.CloseReason;
import dev.realtime.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters of one transport.
 */
final class TransportMeters {

	private final AtomicInteger active = new AtomicInteger();

	private final Counter fresh;

	private final Counter resumed;

	private final Counter delivered;

	private final Map<CloseReason, Counter> closed = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	private final String transport;

	TransportMeters(MeterRegistry registry, Transport transport) {
		this.registry = registry;
		this.transport = transport.name().toLowerCase(Locale.ROOT);
		this.fresh = RealtimeMeter.CONNECTIONS_OPENED.counter(registry, this.transport, "false");
		this.resumed = RealtimeMeter.CONNECTIONS_OPENED.counter(registry, this.transport, "true");
		this.delivered = RealtimeMeter.EVENTS_DELIVERED.counter(registry, this.transport);
		RealtimeMeter.CONNECTIONS_ACTIVE.gauge(this.active::get, this.transport).register(registry);
	}

	void opened(boolean resumed) {
		this.active.incrementAndGet();
		(resumed ? this.resumed : this.fresh).increment();
	}

	void closed(CloseReason reason) {
		this.active.decrementAndGet();
		// Two reasons may share a word, and so a counter.
		this.closed
			.computeIfAbsent(reason,
					(key) -> RealtimeMeter.CONNECTIONS_CLOSED.counter(this.registry, this.transport, key.word()))
			.increment();
	}

	void delivered(int count) {
		this.delivered.increment(count);
	}

}
