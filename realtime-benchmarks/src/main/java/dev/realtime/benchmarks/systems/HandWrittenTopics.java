package dev.realtime.benchmarks.systems;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A sink for each topic, as one writes it by hand. A client that does not read misses
 * events, and holds up nobody.
 */
final class HandWrittenTopics {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Map<String, Sinks.Many<String>> sinks = new ConcurrentHashMap<>();

	private Sinks.Many<String> sink(String topic) {
		return this.sinks.computeIfAbsent(topic, (name) -> Sinks.many().multicast().directBestEffort());
	}

	Flux<String> events(String topic) {
		return sink(topic).asFlux();
	}

	void publish(String topic, String payload) {
		sink(topic).emitNext(payload, Sinks.EmitFailureHandler.busyLooping(PATIENCE));
	}

}
