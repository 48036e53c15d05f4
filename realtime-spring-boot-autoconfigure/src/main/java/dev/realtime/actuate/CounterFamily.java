package dev.realtime.actuate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The counters of one meter with one tag, found by its value without asking the registry.
 * All of them are there from the start, so that a first failure is seen as an increase.
 * Thread-safe.
 */
final class CounterFamily {

	private final Map<String, Counter> counters = new ConcurrentHashMap<>();

	private final RealtimeMeters meter;

	private final MeterRegistry registry;

	CounterFamily(RealtimeMeters meter, MeterRegistry registry) {
		this.meter = meter;
		this.registry = registry;
		meter.keys().get(0).values().forEach(this::counter);
	}

	void add(String value, int count) {
		counter(value).increment(count);
	}

	private Counter counter(String value) {
		return this.counters.computeIfAbsent(value, (key) -> this.meter.counter(this.registry, key));
	}

}
