package dev.realtime.actuate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.util.StringUtils;

/**
 * The counters of one meter that differ in its last tag, found by its value without
 * asking the registry. All of them are there from the start, so that a first failure is
 * seen as an increase. Thread-safe.
 */
final class CounterFamily {

	private final Map<String, Counter> counters = new ConcurrentHashMap<>();

	private final RealtimeMeters meter;

	private final MeterRegistry registry;

	private final String[] tags;

	CounterFamily(RealtimeMeters meter, MeterRegistry registry, String... tags) {
		this.meter = meter;
		this.registry = registry;
		this.tags = tags;
		meter.keys().get(tags.length).values().forEach(this::counter);
	}

	void add(String value, int count) {
		counter(value).increment(count);
	}

	private Counter counter(String value) {
		return this.counters.computeIfAbsent(value,
				(key) -> this.meter.counter(this.registry, StringUtils.addStringToArray(this.tags, key)));
	}

}
